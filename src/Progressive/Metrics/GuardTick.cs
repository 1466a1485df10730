namespace Progressive.Metrics;

/// <summary>How often guards look at the windows: the resolution of everything that is not decided on the call itself.</summary>
internal static class GuardTick
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
}
