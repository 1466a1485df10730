namespace Progressive.AspNetCore.Ofrep;

/// <summary>What a client says about whom it asks for, no more of it than it may.</summary>
internal sealed class ClientContext(IReadOnlyList<string> names)
{
    private AttributeValue[]? _values;

    public string? TargetingKey { get; set; }

    public void Set(int attribute, AttributeValue value) => (_values ??= new AttributeValue[names.Count])[attribute] = value;

    /// <summary>Sets what the client says on a context.</summary>
    /// <param name="context">The context.</param>
    /// <param name="request">What counts before it; null: nothing.</param>
    public void CopyTo(EvaluationContext context, EvaluationContext? request)
    {
        for (var i = 0; i < _values?.Length; i++)
        {
            if (_values[i] != default && (request is null || request[names[i]] == default))
            {
                context[names[i]] = _values[i];
            }
        }
    }
}
