using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Progressive.AspNetCore.Context;

namespace Progressive.AspNetCore.Components;

/// <summary>
/// Who is asking in an interactive Blazor Server circuit, where there is no request: the circuit's user, by the same claims as for requests. Scoped, added by
/// <c>AddHttp().AddCircuits()</c>.
/// </summary>
/// <remarks>
/// Flags read while the circuit handles something its browser sent need nothing of this: the context is entered for them. Work of its own, a timer for example, enters
/// <see cref="FindContextAsync"/>. Belongs to its circuit's dispatcher, like every service of a circuit.
/// </remarks>
public sealed class FlagCircuit
{
    private readonly IServiceProvider _services;
    private readonly RequestContexts _contexts;
    private EvaluationContext? _context;
    private ClaimsPrincipal? _user;
    private string? _anonymousKey;

    internal FlagCircuit(IServiceProvider services, RequestContexts contexts) => (_services, _contexts) = (services, contexts);

    /// <summary>
    /// The key of somebody who is not signed in: hand the one that the page was rendered with (<c>EvaluationContext.Current?.TargetingKey</c>) to the interactive root component as
    /// a parameter and set it here, or an anonymous user may see another variant once the circuit takes over. Null (default): none.
    /// </summary>
    public string? AnonymousKey
    {
        get => _anonymousKey;
        set
        {
            _anonymousKey = value;
            _context = null;
        }
    }

    internal bool IsOpen { get; set; }

    /// <summary>The circuit's context: the user's key and claims. The same object until the user changes.</summary>
    /// <returns>The context.</returns>
    public async ValueTask<EvaluationContext> FindContextAsync()
    {
        // Asked each time: signing in and out changes who is asking without a new circuit.
        var provider = _services.GetService<AuthenticationStateProvider>();
        var user = provider is null ? null : (await provider.GetAuthenticationStateAsync()).User;
        if (_context is null || !ReferenceEquals(user, _user))
        {
            _user = user;
            _context = EvaluationContext.From(new CircuitSource(_contexts, user is { Identity.IsAuthenticated: true } ? user : null, AnonymousKey));
        }

        return _context;
    }
}
