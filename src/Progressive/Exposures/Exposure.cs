namespace Progressive.Exposures;

/// <summary>Somebody got a variant: what an experiment counts by.</summary>
/// <param name="Flag">The flag's key, as it was defined.</param>
/// <param name="Variant">The variant that was used.</param>
/// <param name="Revision">The variant's revision; null where it has none.</param>
/// <param name="Reason">Why this variant: only <see cref="EvaluationReason.Split"/> is a random draw.</param>
/// <param name="Unit">Whoever got it: the targeting key, or the value of the attribute that the flag sticks by.</param>
/// <param name="UnitKind"><c>targetingKey</c>, or the attribute's name.</param>
/// <param name="Time">When the variant was used.</param>
/// <param name="Error">What kept the flag from being answered; <see cref="EvaluationError.None"/> unless errors are recorded.</param>
public sealed record Exposure(
    string Flag,
    string Variant,
    string? Revision,
    EvaluationReason Reason,
    string Unit,
    string UnitKind,
    DateTimeOffset Time,
    EvaluationError Error = EvaluationError.None);
