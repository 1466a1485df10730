namespace Progressive.Testing.Conformance;

/// <summary>Something that every store of a reach owes.</summary>
/// <param name="Name">It, as a sentence.</param>
/// <param name="VerifyAsync">Throws when it is not kept.</param>
internal sealed record Promise(string Name, Func<Trial, Task> VerifyAsync)
{
    internal static IEnumerable<Promise> AllFor(StateStoreReach reach) => reach switch
    {
        StateStoreReach.Instance => OfEveryStore,
        StateStoreReach.Machine => [.. OfEveryStore, .. InstancePromises.All],
        StateStoreReach.Replicas => [.. OfEveryStore, .. InstancePromises.All, .. ReportPromises.All, .. OrdinalPromises.All, .. LeasePromises.All, .. SharedArgumentPromises.All],
        _ => throw new ArgumentOutOfRangeException(nameof(reach), reach, "There is no such reach."),
    };

    private static IEnumerable<Promise> OfEveryStore =>
        [.. RecordPromises.All, .. VersionPromises.All, .. WatchPromises.All, .. LogPromises.All, .. ArgumentPromises.All, .. ScopePromises.All];
}
