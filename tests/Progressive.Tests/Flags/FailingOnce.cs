namespace Progressive.Tests.Flags;

/// <summary>A source whose first answer is an exception.</summary>
internal sealed class FailingOnce : IEvaluationContextSource
{
    private int _asked;

    public string? FindTargetingKey() => ++_asked == 1 ? throw new InvalidOperationException("not now") : "user-1";

    public bool TryFindAttribute(string name, out AttributeValue value)
    {
        value = default;
        return true;
    }
}
