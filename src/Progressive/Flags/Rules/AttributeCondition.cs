namespace Progressive.Flags.Rules;

/// <summary>One attribute that has to pass every test. An attribute that is not there passes none but the test for that.</summary>
internal sealed class AttributeCondition(string attribute, AttributeTest[] tests) : Condition
{
    private readonly AttributeTest[] _tests = tests;
    private readonly AttributeTest? _first = tests.Length == 1 ? tests[0] : null;

    public string Attribute { get; } = string.Intern(attribute);

    public IReadOnlyList<AttributeTest> Tests => _tests;

    public override ContextNeeds Needs => ContextNeeds.Attributes;

    // Read where it stands: an attribute is too wide to be handed from one method to the next for every condition.
    public override bool Matches(in Asker asker)
    {
        if (asker.Context is { } context)
        {
            foreach (ref readonly var attribute in context.Attributes)
            {
                if (ReferenceEquals(attribute.Name, Attribute))
                {
                    return _first is not null ? _first.Passes(attribute.Value) : AttributeTest.PassesAll(_tests, attribute.Value);
                }
            }
        }

        asker.TryGet(Attribute, out var actual);
        return AttributeTest.PassesAll(_tests, actual);
    }

    public override string ToString() => string.Join(" and ", _tests.Select(test => $"{Attribute} {test}"));
}
