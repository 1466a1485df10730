namespace Progressive.Flags.Rules;

/// <summary>Whether the attribute is there at all.</summary>
internal sealed class ExistsTest(bool expected) : AttributeTest
{
    protected override bool IsAboutTheWhole => true;

    public override bool Passes(in AttributeValue actual) => actual.Kind != AttributeKind.Absent == expected;

    public override string ToString() => expected ? "is there" : "is not there";

    protected override bool PassesCore(in AttributeValue actual) => expected;
}
