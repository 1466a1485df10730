using Microsoft.AspNetCore.Http;

namespace Progressive.AspNetCore.Endpoints;

internal sealed class RequiredFlagsMetadata(FlagRequirement requirement, RequestDelegate? otherwise) : IRequiredFlags
{
    public FlagRequirement Requirement { get; } = requirement;

    public RequestDelegate? Otherwise { get; } = otherwise;
}
