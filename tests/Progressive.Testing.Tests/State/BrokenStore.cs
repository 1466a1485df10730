using Progressive.State;

namespace Progressive.Testing.Tests.State;

/// <summary>A store that does one thing wrong.</summary>
/// <param name="Fault">What it does.</param>
/// <param name="Promise">Who must notice.</param>
/// <param name="Over">Puts it over the store of a scope; called for each instance.</param>
internal sealed record BrokenStore(string Fault, string Promise, Func<SharedStateStore, SharedStateStore> Over)
{
    public static IReadOnlyList<BrokenStore> All { get; } = [.. BrokenRecords.All, .. BrokenVersions.All, .. BrokenWatches.All, .. BrokenLogs.All, .. BrokenScopes.All, .. BrokenReports.All, .. BrokenLeases.All];
}
