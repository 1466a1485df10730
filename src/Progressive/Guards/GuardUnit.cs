namespace Progressive.Guards;

/// <summary>The unit of the number in a guard's bound.</summary>
public enum GuardUnit
{
    /// <summary>A plain number.</summary>
    None = 0,

    /// <summary><c>%</c></summary>
    Percent = 1,

    /// <summary><c>pp</c>, percentage points: a difference of two rates.</summary>
    PercentagePoints = 2,

    /// <summary><c>us</c></summary>
    Microseconds = 3,

    /// <summary><c>ms</c></summary>
    Milliseconds = 4,

    /// <summary><c>s</c></summary>
    Seconds = 5,

    /// <summary><c>usd</c></summary>
    Usd = 6,
}
