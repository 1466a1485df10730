using Microsoft.AspNetCore.Http;
using Progressive.AspNetCore.Endpoints;

namespace Progressive.AspNetCore;

/// <summary>
/// The action, every action of the controller, the Razor Page or the handler of a minimal API exists only where flags say so: everybody else gets 404, before
/// authorization has a chance to say otherwise. Several of these must all be met.
/// </summary>
/// <param name="flags">The flags' keys; at least one. All must be on, unless <see cref="Any"/> or <see cref="Negate"/> say otherwise.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequireFlagAttribute(params string[] flags) : Attribute, IRequiredFlags
{
    private FlagRequirement? _requirement;

    /// <summary>The flags' keys.</summary>
    public IReadOnlyList<string> Flags { get; } = flags;

    /// <summary>Whether one flag that is on is enough. Default: all must be.</summary>
    public bool Any { get; init; }

    /// <summary>Whether it is there exactly where it would otherwise not be. Default: no.</summary>
    public bool Negate { get; init; }

    FlagRequirement IRequiredFlags.Requirement => _requirement ??= Read();

    RequestDelegate? IRequiredFlags.Otherwise => null;

    private FlagRequirement Read()
    {
        string[] keys = [.. Flags];
        var requirement = Any ? FlagRequirement.Any(keys) : FlagRequirement.All(keys);
        return Negate ? requirement.Negate() : requirement;
    }
}
