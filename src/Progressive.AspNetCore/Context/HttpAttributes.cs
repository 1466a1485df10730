using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Progressive.AspNetCore.Context;

/// <summary>
/// Which attributes a request has for rules, and where each comes from. An attribute is read when a rule asks for it and at most once per request;
/// one that is not declared is absent. Names keep to <c>[A-Za-z0-9._/-]{1,128}</c>; the last declaration of a name counts.
/// </summary>
/// <remarks>
/// Declared in <c>AddHttp(http => http.Attributes.…)</c>, before the host starts; later changes have no effect. What a caller writes into a header, cookie or
/// query he chooses himself: rules on it invite, they do not protect.
/// </remarks>
public sealed class HttpAttributes
{
    private readonly List<AttributeSource> _declared = [];

    internal HttpAttributes()
    {
    }

    internal IReadOnlyList<AttributeSource> Declared => _declared;

    internal Action<HttpContext, EvaluationContext>? Filler { get; private set; }

    /// <summary>A claim of the authenticated user. Several claims of the type make a list; a single one whose value type is a number or truth value is that.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="type">The claim's type, <see cref="ClaimTypes.Role"/> for example. Default: the attribute's name.</param>
    /// <returns>These attributes.</returns>
    public HttpAttributes Claim(string name, string? type = null) => Add(new ClaimAttributeSource(name, type ?? name));

    /// <summary>A request header; several lines of it make a list, one line with commas is one text.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="header">The header's name. Default: the attribute's name.</param>
    /// <returns>These attributes.</returns>
    public HttpAttributes Header(string name, string? header = null)
    {
        var key = header ?? name;
        return Add(new DelegateAttributeSource(name, http => Of(http.Request.Headers[key])));
    }

    /// <summary>A cookie.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="cookie">The cookie's name. Default: the attribute's name.</param>
    /// <returns>These attributes.</returns>
    public HttpAttributes Cookie(string name, string? cookie = null)
    {
        var key = cookie ?? name;
        return Add(new DelegateAttributeSource(name, http => http.Request.Cookies[key]));
    }

    /// <summary>A parameter of the query; several values make a list.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="parameter">The parameter's name. Default: the attribute's name.</param>
    /// <returns>These attributes.</returns>
    public HttpAttributes Query(string name, string? parameter = null)
    {
        var key = parameter ?? name;
        return Add(new DelegateAttributeSource(name, http => Of(http.Request.Query[key])));
    }

    /// <summary>
    /// A route value. Routing finds them, so flags that choose or hide endpoints, which are read inside routing, see none; flags that are read later do.
    /// </summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="parameter">The route parameter's name. Default: the attribute's name.</param>
    /// <returns>These attributes.</returns>
    public HttpAttributes Route(string name, string? parameter = null) => Add(new RouteAttributeSource(name, parameter ?? name));

    /// <summary>
    /// The address of the client as text, IPv4 as such. Behind a proxy it is the proxy's, unless <c>UseForwardedHeaders()</c> comes before.
    /// </summary>
    /// <param name="name">The attribute's name.</param>
    /// <returns>These attributes.</returns>
    public HttpAttributes RemoteIp(string name = "ip") => Add(new DelegateAttributeSource(name, static http => Of(http.Connection.RemoteIpAddress)));

    /// <summary>The host that was asked, without the port.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <returns>These attributes.</returns>
    public HttpAttributes Host(string name = "host") => Add(new DelegateAttributeSource(name, static http => http.Request.Host.Host));

    /// <summary>The method, in upper case as clients send it.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <returns>These attributes.</returns>
    public HttpAttributes Method(string name = "method") => Add(new DelegateAttributeSource(name, static http => http.Request.Method));

    /// <summary>The path below the application's base.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <returns>These attributes.</returns>
    public HttpAttributes Path(string name = "path") => Add(new DelegateAttributeSource(name, static http => http.Request.Path.Value));

    /// <summary><c>https</c> or <c>http</c>.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <returns>These attributes.</returns>
    public HttpAttributes Scheme(string name = "scheme") => Add(new DelegateAttributeSource(name, static http => http.Request.Scheme));

    /// <summary>Anything else in the request.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="find">Finds it without waiting. An exception is logged, and the attribute is absent.</param>
    /// <param name="readsUser">
    /// Whether it reads <see cref="HttpContext.User"/>: then authentication is asked before, where nobody has, and the user found is there while it runs.
    /// </param>
    /// <returns>These attributes.</returns>
    public HttpAttributes From(string name, Func<HttpContext, AttributeValue> find, bool readsUser = false)
    {
        ArgumentNullException.ThrowIfNull(find);
        return Add(new DelegateAttributeSource(name, find, readsUser));
    }

    /// <summary>
    /// Sets attributes in code: once per request, before the first of the declared ones is read, with the user found for it in <see cref="HttpContext.User"/>.
    /// What it sets wins over what is declared.
    /// </summary>
    /// <param name="set">Sets them without waiting. An exception is logged, and the request goes on with the attributes set so far. The last one given counts.</param>
    /// <returns>These attributes.</returns>
    public HttpAttributes Set(Action<HttpContext, EvaluationContext> set)
    {
        ArgumentNullException.ThrowIfNull(set);
        Filler = set;
        return this;
    }

    private static AttributeValue Of(StringValues values) => values.Count > 1 ? values.ToArray()! : values.ToString() is { Length: > 0 } value ? value : default(AttributeValue);

    private static AttributeValue Of(IPAddress? address) => (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();

    private HttpAttributes Add(AttributeSource attribute)
    {
        ArgumentException.ThrowIfNullOrEmpty(attribute.Name, "name");
        _declared.RemoveAll(known => string.Equals(known.Name, attribute.Name, StringComparison.OrdinalIgnoreCase));
        _declared.Add(attribute);
        return this;
    }
}
