namespace Progressive.AspNetCore.Tests;

internal sealed class TestReadiness : IProgressiveReadiness
{
    public bool IsStarted { get; set; } = true;

    public string? Missing { get; set; }

    public bool IsReady(IReadOnlyList<string> requiredFlags, out string? why)
    {
        why = Missing is not null && requiredFlags.Contains(Missing) ? $"flag '{Missing}' has no servable stable variant" : null;
        return why is null;
    }
}
