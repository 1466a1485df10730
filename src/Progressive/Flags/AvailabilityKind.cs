namespace Progressive.Flags;

/// <summary>Whether a variant may be served here, now.</summary>
public enum AvailabilityKind
{
    /// <summary>It may be served.</summary>
    Available,

    /// <summary>This build has no such variant.</summary>
    Missing,

    /// <summary>It is not ready yet.</summary>
    Warming,

    /// <summary>It was taken away: breached, rolled back, killed or crashed.</summary>
    Closed,
}
