namespace Progressive.Flags.Rules;

/// <summary>A number, or a text that spells one, stands in an order to a bound. NaN stands in none.</summary>
internal sealed class NumberTest(Order order, AttributeValue bound) : AttributeTest
{
    public override string ToString() => $"{order.Sign()} {bound}";

    protected override bool PassesCore(in AttributeValue actual) =>
        TryRead(actual, out var number) && number.TryCompareTo(bound, out var comparison) && order.Holds(comparison);

    // What headers, claims and cookies say is text.
    private static bool TryRead(in AttributeValue actual, out AttributeValue number)
    {
        number = actual;
        return actual.Kind switch
        {
            AttributeKind.Whole or AttributeKind.Number => true,
            AttributeKind.Text => ConditionValue.TryNumber(actual.Text, out number),
            _ => false,
        };
    }
}
