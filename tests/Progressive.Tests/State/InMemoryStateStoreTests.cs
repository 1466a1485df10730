using Progressive.State;
using Progressive.Testing;
using Xunit;

namespace Progressive.Tests.State;

public sealed class InMemoryStateStoreTests
{
    private static readonly StateStoreConformance s_conformance = new((_, _) => new(new InMemoryStateStore()), StateStoreReach.Instance);

    public static TheoryData<string> Promises => [.. s_conformance.Promises];

    [Theory]
    [MemberData(nameof(Promises))]
    public Task Keeps(string promise) => s_conformance.VerifyAsync(promise, TestContext.Current.CancellationToken);

    [Fact]
    public void Says_what_it_is()
    {
        var store = new InMemoryStateStore();

        Assert.False(store.IsShared);
        Assert.Equal("memory", store.Description);
    }
}
