namespace Progressive.PostgreSql.Changes;

/// <summary>Which version each record has, as of one moment.</summary>
internal sealed record VersionReading(string Generation, long Version, IReadOnlyDictionary<string, long> Keys);
