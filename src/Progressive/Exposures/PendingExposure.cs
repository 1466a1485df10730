namespace Progressive.Exposures;

/// <summary>An exposure on its way: nothing is formatted before it has left the path of the call.</summary>
internal readonly record struct PendingExposure(Evaluation Evaluation, AttributeValue Unit, string UnitKind, DateTimeOffset Time)
{
    public Exposure ToExposure() => new(
        Evaluation.Flag,
        Evaluation.Variant,
        Evaluation.Revision,
        Evaluation.Reason,
        Unit.ToString(),
        UnitKind,
        Time,
        Evaluation.Error);
}
