namespace Progressive;

/// <summary>What is current where a context was entered inside a request or a pin: that context, and the one whose version of the flags goes on to hold.</summary>
/// <param name="context">The current context; null where none was entered.</param>
/// <param name="pinned">The context that has the version.</param>
internal sealed class EvaluationFrame(EvaluationContext? context, EvaluationContext pinned)
{
    public EvaluationContext? Context { get; } = context;

    public EvaluationContext Pinned { get; } = pinned;
}
