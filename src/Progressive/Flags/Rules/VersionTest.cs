namespace Progressive.Flags.Rules;

/// <summary>A semantic version stands in an order to a bound. What is no version stands in none.</summary>
/// <param name="sign">As it is written: <c>semver&gt;=</c>.</param>
/// <param name="written">The bound; it was checked on load.</param>
/// <param name="order">The order to the bound.</param>
/// <param name="below">A second bound, above the first, which is not reached; null: none.</param>
internal sealed class VersionTest(string sign, string written, Order order, string? below = null) : AttributeTest
{
    public override string ToString() => $"{sign} {written}";

    protected override bool PassesCore(in AttributeValue actual)
    {
        var text = actual.Text is { } said ? said : actual.Format(stackalloc char[32]);

        // Reading the bound again costs some 20 ns; a span cannot be kept.
        return SemanticVersion.TryParse(text, out var version)
            && SemanticVersion.TryParse(written, out var bound)
            && order.Holds(version.CompareTo(bound))
            && (below is null || (SemanticVersion.TryParse(below, out var end) && version.CompareTo(end) < 0));
    }
}
