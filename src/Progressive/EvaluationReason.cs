namespace Progressive;

/// <summary>Why an evaluation gave its variant, in the vocabulary of OpenFeature.</summary>
public enum EvaluationReason
{
    /// <summary>The flag has one answer for everybody.</summary>
    Static,

    /// <summary>No rule matched and there is no split or rollout: the flag's default.</summary>
    Default,

    /// <summary>A rule matched the context.</summary>
    TargetingMatch,

    /// <summary>The sticking key's bucket decided, in a split or a rollout.</summary>
    Split,

    /// <summary>The flag is off or killed, or the variant it would have served may not be served now.</summary>
    Disabled,

    /// <summary>The answer comes from definitions that could not be refreshed.</summary>
    Stale,

    /// <summary>The question could not be answered; <see cref="Evaluation.Error"/> says why, and the default was served.</summary>
    Error,
}
