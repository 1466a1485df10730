namespace Progressive.Flags.Rules;

/// <summary>One attribute that has to pass every test. An attribute that is not there passes none but the test for that.</summary>
internal sealed class AttributeCondition(string attribute, AttributeTest[] tests) : Condition
{
    private readonly AttributeTest[] _tests = tests;

    public string Attribute { get; } = attribute;

    public IReadOnlyList<AttributeTest> Tests => _tests;

    public override ContextNeeds Needs => ContextNeeds.Attributes;

    public override bool Matches(in Asker asker)
    {
        asker.TryGet(Attribute, out var actual);
        return AttributeTest.PassesAll(_tests, actual);
    }

    public override string ToString() => string.Join(" and ", _tests.Select(test => $"{Attribute} {test}"));
}
