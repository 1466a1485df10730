namespace Progressive.ArchitectureTests;

internal static class Violations
{
    /// <summary>Fails with every violation, not only the first.</summary>
    public static void AssertNone(IEnumerable<string> violations)
    {
        var found = violations.Distinct(StringComparer.Ordinal).ToList();
        if (found.Count > 0)
        {
            Xunit.Assert.Fail($"{found.Count} violation(s):{Environment.NewLine}{string.Join(Environment.NewLine, found)}");
        }
    }

    /// <summary>A rule that cannot catch its seed guards nothing.</summary>
    public static void AssertCaught(IEnumerable<string> violations, string expected) =>
        Xunit.Assert.Contains(violations, violation => violation.Contains(expected, StringComparison.Ordinal));
}
