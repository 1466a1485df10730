namespace Progressive.AspNetCore.Endpoints;

/// <summary>On an endpoint whose delegate is watched already, so that none is watched twice.</summary>
internal sealed class WatchedMetadata
{
    public static WatchedMetadata Instance { get; } = new();
}
