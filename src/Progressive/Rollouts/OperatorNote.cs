namespace Progressive.Rollouts;

/// <summary>Who commands, and why; kept in the history.</summary>
/// <param name="Reason">Why; must not be empty.</param>
/// <param name="By">Who; default <c>code</c>.</param>
/// <param name="IfVersion">The version the decision was made on; when the rollout has moved on, the command is refused. Null: whatever it is.</param>
public sealed record OperatorNote(string Reason, string By = "code", long? IfVersion = null)
{
    /// <summary>A note that gives only a reason.</summary>
    public static implicit operator OperatorNote(string reason) => new(reason);
}
