namespace Progressive.Metrics;

/// <summary>How a call ended.</summary>
public enum OutcomeKind : byte
{
    /// <summary>The call did what it should.</summary>
    Ok = 0,

    /// <summary>The call was refused through the caller's fault, such as an HTTP status of 400 to 499.</summary>
    Rejected = 1,

    /// <summary>The call failed: an exception, or an HTTP status of 500 and above.</summary>
    Error = 2,
}
