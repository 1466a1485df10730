namespace Progressive;

/// <summary>What kept an evaluation from being answered; the names are those of OpenFeature's error codes.</summary>
public enum EvaluationError
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>No definition and no code names this flag.</summary>
    FlagNotFound,

    /// <summary>The flag sticks by a key that the context does not have.</summary>
    TargetingKeyMissing,
}
