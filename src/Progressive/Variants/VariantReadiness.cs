using Progressive.Variants.Services;

namespace Progressive.Variants;

/// <summary>Which candidates are still getting ready: those with a <c>ReadyWhen</c> that has not completed. They are served to nobody.</summary>
/// <remarks>They get ready while a host runs. Registered as a singleton with the first routed service. Safe for use by many threads.</remarks>
public sealed class VariantReadiness
{
    private readonly CandidatePreparation _preparation;

    internal VariantReadiness(CandidatePreparation preparation) => _preparation = preparation;

    /// <summary>Whether every candidate is ready.</summary>
    public bool IsReady => _preparation.Waiting.Count == 0;

    /// <summary>Whether a candidate that the start waits for is still getting ready, and its time to do so is not over.</summary>
    internal bool HoldsStart => _preparation.HoldsStart;

    /// <summary>The flags whose candidates are not ready.</summary>
    public IReadOnlyCollection<string> Waiting => _preparation.Waiting;
}
