namespace Progressive.Flags.Rules;

/// <summary>The attribute is there and fails a test; of a list, every text does.</summary>
internal sealed class NotTest(AttributeTest[] tests) : AttributeTest
{
    public override string ToString() => $"not ({string.Join(" and ", (IEnumerable<AttributeTest>)tests)})";

    // Asked about a list as a whole: "one of its texts is not" is not what anybody means.
    protected override bool IsAboutTheWhole => true;

    public override bool Passes(in AttributeValue actual) => actual.Kind != AttributeKind.Absent && !PassesAll(tests, actual);

    protected override bool PassesCore(in AttributeValue actual) => !PassesAll(tests, actual);
}
