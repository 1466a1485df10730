using System.Security.Claims;
using Progressive.AspNetCore.Context;

namespace Progressive.AspNetCore.Components;

/// <summary>The key and the claims of a circuit's user; a circuit has no headers, no route and no cookies of its own.</summary>
internal sealed class CircuitSource(RequestContexts contexts, ClaimsPrincipal? user, string? anonymousKey) : IEvaluationContextSource
{
    public string? FindTargetingKey() => (user is null ? null : contexts.KeyOf(user)) ?? anonymousKey;

    public bool TryFindAttribute(string name, out AttributeValue value)
    {
        value = user is null ? default : contexts.Attributes.ClaimOf(user, name);
        return true;
    }
}
