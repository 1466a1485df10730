namespace Progressive.Flags.Rules;

/// <summary>What a text is compared by.</summary>
internal enum TextOperator
{
    StartsWith,
    EndsWith,
    Contains,
}

/// <summary>A text starts with, ends with or contains one of several texts, character by character in every culture.</summary>
internal sealed class TextTest(TextOperator by, string[] operands) : AttributeTest
{
    public override string ToString() =>
        $"{by switch { TextOperator.StartsWith => "starts with", TextOperator.EndsWith => "ends with", _ => "contains" }} {string.Join(" or ", operands)}";

    protected override bool PassesCore(in AttributeValue actual)
    {
        // 32 characters hold every number.
        var text = actual.Text is { } written ? written : actual.Format(stackalloc char[32]);
        foreach (var operand in operands)
        {
            var passes = by switch
            {
                TextOperator.StartsWith => text.StartsWith(operand, StringComparison.Ordinal),
                TextOperator.EndsWith => text.EndsWith(operand, StringComparison.Ordinal),
                _ => text.Contains(operand, StringComparison.Ordinal),
            };
            if (passes)
            {
                return true;
            }
        }

        return false;
    }
}
