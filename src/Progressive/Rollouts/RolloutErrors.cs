using System.Diagnostics.CodeAnalysis;
using Progressive.Diagnostics;

namespace Progressive.Rollouts;

/// <summary>What an operator is told when a command cannot be done.</summary>
internal static class RolloutErrors
{
    public static ProgressiveException NoRollout(string flag) => new(
        ErrorCodes.NoRollout,
        $"{ErrorCodes.NoRollout}: Flag '{flag}' has no rollout. Give it a \"Rollout\", or use kill and restore, which work for every flag.");

    public static ProgressiveException NoFlag(string flag) => new(
        ErrorCodes.NoSuchFlag,
        $"{ErrorCodes.NoSuchFlag}: No definition and no code names a flag '{flag}', so nothing was done. Look at the key again; keys are compared ignoring case.");

    public static ProgressiveException StateUnknown(string flag) => new(
        ErrorCodes.StateUnknown,
        $"{ErrorCodes.StateUnknown}: The saved state of '{flag}' is not known yet, so nothing can be raised. See the status for the state store's problem; pause, abort and kill work.");

    public static ProgressiveException MovedOn(string flag) => new(
        ErrorCodes.MovedOn,
        $"{ErrorCodes.MovedOn}: The rollout of '{flag}' has moved on meanwhile. Look at its status and decide again.");

    public static void ThrowIfRefused(string flag, RolloutVerb verb, string? refusal)
    {
        if (refusal is not null)
        {
            throw new ProgressiveException(ErrorCodes.CommandRefused, $"{ErrorCodes.CommandRefused}: Rollout '{flag}' cannot {Word(verb)}: {refusal}.");
        }
    }

    public static void ThrowIfStale(string flag, RolloutState state, OperatorNote note)
    {
        if (note.IfVersion is { } version && version != state.Version)
        {
            throw new ProgressiveException(
                ErrorCodes.MovedOn,
                $"{ErrorCodes.MovedOn}: The rollout of '{flag}' is at version {state.Version}, not {version}. Look at its status and decide again.");
        }
    }

    public static void Check(string flag, [NotNull] OperatorNote? note)
    {
        ArgumentException.ThrowIfNullOrEmpty(flag);
        ArgumentNullException.ThrowIfNull(note);
        if (string.IsNullOrWhiteSpace(note.Reason))
        {
            throw new ProgressiveException(ErrorCodes.ReasonMissing, $"{ErrorCodes.ReasonMissing}: A command on '{flag}' needs a reason; it is kept in the history.");
        }
    }

    private static string Word(RolloutVerb verb) => verb switch
    {
        RolloutVerb.Promote => "promote",
        RolloutVerb.PromoteFully => "promote to 100%",
        RolloutVerb.Approve => "approve",
        RolloutVerb.Pause => "pause",
        RolloutVerb.Resume => "resume",
        RolloutVerb.Abort => "abort",
        _ => "retry",
    };
}
