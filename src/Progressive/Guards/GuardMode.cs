namespace Progressive.Guards;

/// <summary>What follows from the breach of a guard.</summary>
public enum GuardMode
{
    /// <summary>The plan's <c>OnBreach</c> is carried out.</summary>
    Enforce = 0,

    /// <summary>Written <c>(warn)</c>: reported as a warning, nothing else.</summary>
    Warn = 1,

    /// <summary>Written <c>(dry-run)</c>: recorded as what would have happened, nothing else.</summary>
    DryRun = 2,
}
