namespace Progressive;

/// <summary>The two variants every rollout is between.</summary>
public static class VariantNames
{
    /// <summary>The variant that serves by default.</summary>
    public const string Stable = "stable";

    /// <summary>The variant being tried.</summary>
    public const string Candidate = "candidate";
}
