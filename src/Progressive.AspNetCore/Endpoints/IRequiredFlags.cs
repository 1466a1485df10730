using Microsoft.AspNetCore.Http;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>On an endpoint's metadata: it exists only where flags say so. All of them must be met.</summary>
internal interface IRequiredFlags
{
    FlagRequirement Requirement { get; }

    /// <summary>What answers in the endpoint's place; null: nothing does, as if it were not mapped.</summary>
    RequestDelegate? Otherwise { get; }
}
