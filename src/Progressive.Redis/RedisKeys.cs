using Progressive.State;
using StackExchange.Redis;

namespace Progressive.Redis;

/// <summary>
/// The five keys and the channel of a scope, however many flags there are. What stands in braces alone decides the slot of a cluster, so one script or transaction may touch all of them.
/// </summary>
internal sealed class RedisKeys(StateScope scope)
{
    /// <summary>Fields of <see cref="Document"/>.</summary>
    internal const string Generation = "gen", Version = "ver", Boots = "n", RecordPrefix = "r:";

    /// <summary>What a report is called in <see cref="Index"/>: no key of a record begins with it.</summary>
    internal const char ReportPrefix = ':';

    internal StateScope Scope => scope;

    /// <summary>Hash: generation, version, how many processes reported, and the records.</summary>
    internal RedisKey Document { get; } = Name(scope, "doc");

    /// <summary>Sorted set: keys of records by version; reports by the time they were said, below zero.</summary>
    internal RedisKey Index { get; } = Name(scope, "idx");

    /// <summary>Hash: reports by process.</summary>
    internal RedisKey Reports { get; } = Name(scope, "rep");

    /// <summary>Hash: leases by name.</summary>
    internal RedisKey Leases { get; } = Name(scope, "lease");

    /// <summary>List: the log, the oldest first.</summary>
    internal RedisKey Log { get; } = Name(scope, "log");

    internal string Channel { get; } = Name(scope, "ch");

    internal static string Record(string key) => RecordPrefix + key;

    internal static string Report(string boot) => ReportPrefix + boot;

    private static string Name(StateScope scope, string part) => $"{{pg:{scope}}}:{part}";
}
