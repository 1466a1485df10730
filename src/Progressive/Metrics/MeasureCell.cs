namespace Progressive.Metrics;

/// <summary>One measure of one window: who reads it, and what was refused.</summary>
internal sealed class MeasureCell(string name)
{
    private long _rejected;
    private string? _alias;

    public string Name { get; } = name;

    public long Rejected => Volatile.Read(ref _rejected);

    public void Reject() => Interlocked.Increment(ref _rejected);

    /// <summary>Callers pass the same literal every time: comparing references comes first.</summary>
    public bool Is(string name)
    {
        if (ReferenceEquals(name, _alias))
        {
            return true;
        }

        if (!string.Equals(name, Name, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        _alias = name;
        return true;
    }
}
