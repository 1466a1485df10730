namespace Progressive.Simulation;

/// <summary>A clock that stands still until the simulation moves it, in ticks of 100 ns.</summary>
internal sealed class VirtualTime(DateTimeOffset start) : TimeProvider
{
    public long Now { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now;

    public override DateTimeOffset GetUtcNow() => start.AddTicks(Now);
}
