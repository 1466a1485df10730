namespace Progressive.Flags;

/// <summary>Whether a variant may be served here, now, and if not, why.</summary>
/// <param name="Kind">The state.</param>
/// <param name="Cause">For people; null when available.</param>
public sealed record Availability(AvailabilityKind Kind, string? Cause = null)
{
    /// <summary>It may be served.</summary>
    public static Availability Available { get; } = new(AvailabilityKind.Available);

    /// <summary>This build has no such variant.</summary>
    public static Availability Missing { get; } = new(AvailabilityKind.Missing, "this build has no such variant");

    /// <summary>It is not ready yet.</summary>
    public static Availability Warming { get; } = new(AvailabilityKind.Warming, "not ready yet");

    /// <summary>Whether the variant may be served.</summary>
    public bool IsAvailable => Kind == AvailabilityKind.Available;

    /// <summary>It was taken away.</summary>
    /// <param name="cause">Why, for people.</param>
    /// <returns>The closed state.</returns>
    public static Availability Closed(string cause) => new(AvailabilityKind.Closed, cause);
}
