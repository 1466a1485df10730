using Progressive.PostgreSql.Tests.Servers;
using Progressive.Testing;

namespace Progressive.PostgreSql.Tests;

public sealed class ConformanceTests(PostgreSqlServer server) : StoreTest(server)
{
    private static readonly StateStoreConformance s_names = new(static (_, _) => throw new InvalidOperationException("Only its promises are read."), StateStoreReach.Replicas);

    public static TheoryData<string> Promises => [.. s_names.Promises];

    [Theory]
    [MemberData(nameof(Promises))]
    public Task It_keeps_what_every_store_promises(string promise) =>
        new StateStoreConformance((scope, _) => new(Open(scope)), StateStoreReach.Replicas).VerifyAsync(promise, Cancellation);
}
