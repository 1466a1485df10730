namespace Progressive.Flags.Rules;

/// <summary>Tests on the targeting key, which is written like an attribute of that name.</summary>
internal sealed class TargetingKeyCondition(AttributeTest[] tests) : Condition
{
    public const string Name = "targetingKey";

    private readonly AttributeTest[] _tests = tests;

    public override ContextNeeds Needs => ContextNeeds.TargetingKey;

    public override bool Matches(in Asker asker)
    {
        AttributeValue key = asker.TargetingKey;
        foreach (var test in _tests)
        {
            if (!test.Passes(key))
            {
                return false;
            }
        }

        return true;
    }

    public override string ToString() => string.Join(" and ", _tests.Select(test => $"{Name} {test}"));
}
