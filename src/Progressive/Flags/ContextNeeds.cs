namespace Progressive.Flags;

/// <summary>What a flag's answer depends on at this moment, so that an adapter finds no more about the caller than is asked for.</summary>
[Flags]
public enum ContextNeeds
{
    /// <summary>Nothing: the answer is the same for everybody, or drawn anew for each call.</summary>
    None = 0,

    /// <summary>The targeting key.</summary>
    TargetingKey = 1,

    /// <summary>Attributes.</summary>
    Attributes = 2,

    /// <summary>The time: the flag has a schedule, in its rules or in flags it waits for. Nothing that an adapter could find out about the caller.</summary>
    Time = 4,
}
