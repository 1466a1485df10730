namespace Progressive.Guards;

/// <summary>How the metric of a guard must compare with its bound.</summary>
public enum GuardOperator
{
    /// <summary><c>&lt;</c></summary>
    LessThan = 0,

    /// <summary><c>&lt;=</c></summary>
    LessThanOrEqual = 1,

    /// <summary><c>&gt;</c></summary>
    GreaterThan = 2,

    /// <summary><c>&gt;=</c></summary>
    GreaterThanOrEqual = 3,
}
