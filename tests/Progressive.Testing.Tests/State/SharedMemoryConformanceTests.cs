using System.Collections.Concurrent;

namespace Progressive.Testing.Tests.State;

public sealed class SharedMemoryConformanceTests
{
    private static readonly ConcurrentDictionary<string, SharedMemoryStateStore> s_scopes = new(StringComparer.Ordinal);
    private static readonly StateStoreConformance s_conformance = new((scope, _) => new(s_scopes.GetOrAdd(scope, static _ => new())), StateStoreReach.Replicas);

    public static TheoryData<string> Promises => [.. s_conformance.Promises];

    [Theory]
    [MemberData(nameof(Promises))]
    public Task Keeps(string promise) => s_conformance.VerifyAsync(promise, TestContext.Current.CancellationToken);
}
