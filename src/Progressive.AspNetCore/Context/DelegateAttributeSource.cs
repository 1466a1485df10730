using Microsoft.AspNetCore.Http;

namespace Progressive.AspNetCore.Context;

/// <summary>An attribute that can be read at any time of the request.</summary>
internal sealed class DelegateAttributeSource(string name, Func<HttpContext, AttributeValue> read, bool readsUser = false) : AttributeSource(name)
{
    public override bool ReadsUser { get; } = readsUser;

    public override bool ReadsUserOfRequest => ReadsUser;

    public override bool TryRead(HttpContext http, out AttributeValue value)
    {
        value = read(http);
        return true;
    }
}
