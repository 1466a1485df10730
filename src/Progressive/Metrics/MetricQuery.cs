namespace Progressive.Metrics;

/// <summary>The placeholders of a query.</summary>
internal static class MetricQuery
{
    public const string Flag = "{flag}";
    public const string Variant = "{variant}";
    public const string Revision = "{revision}";

    // Keys and variants are checked names, revisions are not: what could end a string in any query language is taken out.
    public static string Of(string query, string flag, string variant, string? revision) => query
        .Replace(Flag, flag, StringComparison.Ordinal)
        .Replace(Variant, variant, StringComparison.Ordinal)
        .Replace(Revision, Plain(revision), StringComparison.Ordinal);

    private static string Plain(string? revision) =>
        revision is null ? "" : string.Concat(revision.Where(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '/' or '-' or '+' or ':'));
}
