namespace Progressive.AspNetCore.Endpoints;

/// <summary>The endpoint exists only where a flag is on.</summary>
internal sealed class RequiredFlagMetadata(string flag)
{
    public string Flag { get; } = flag;
}
