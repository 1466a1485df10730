namespace Progressive.Metrics;

/// <summary>How a call ended.</summary>
public enum OutcomeKind : byte
{
    /// <summary>It did what was asked.</summary>
    Ok,

    /// <summary>It was refused for a fault of the caller, a 4xx.</summary>
    Rejected,

    /// <summary>It failed.</summary>
    Error,
}
