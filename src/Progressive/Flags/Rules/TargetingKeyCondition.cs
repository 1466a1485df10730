namespace Progressive.Flags.Rules;

/// <summary>Tests on the targeting key, which is written like an attribute of that name.</summary>
internal sealed class TargetingKeyCondition(AttributeTest[] tests) : Condition
{
    public const string Name = "targetingKey";

    private readonly AttributeTest[] _tests = tests;

    public override ContextNeeds Needs => ContextNeeds.TargetingKey;

    public override bool Matches(in Asker asker)
    {
        // Nobody's key is the same whether it is empty or not there at all, as for splits.
        AttributeValue key = asker.TargetingKey is { Length: > 0 } text ? text : null;
        return AttributeTest.PassesAll(_tests, key);
    }

    public override string ToString() => string.Join(" and ", _tests.Select(test => $"{Name} {test}"));
}
