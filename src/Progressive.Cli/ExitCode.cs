namespace Progressive.Cli;

/// <summary>What scripts go by.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The question was understood and the answer is no.</summary>
    public const int NegativeVerdict = 1;

    /// <summary>The question cannot be answered as it was put.</summary>
    public const int Usage = 2;

    /// <summary>What a shell makes of an interrupt.</summary>
    public const int Interrupted = 130;
}
