namespace Progressive.AspNetCore.Ofrep;

/// <summary>What a client says about whom it asks for, no more of it than it may.</summary>
internal sealed class ClientContext(IReadOnlyList<string> names)
{
    private AttributeValue[]? _values;

    public string? TargetingKey { get; set; }

    public void Set(int attribute, AttributeValue value) => (_values ??= new AttributeValue[names.Count])[attribute] = value;

    /// <returns>The absent value where the client said nothing of it, or may not.</returns>
    public AttributeValue Find(string attribute)
    {
        for (var i = 0; i < _values?.Length; i++)
        {
            if (string.Equals(names[i], attribute, StringComparison.OrdinalIgnoreCase))
            {
                return _values[i];
            }
        }

        return default;
    }
}
