using Progressive.State;
using Xunit;

namespace Progressive.Tests.State;

public sealed class InMemoryStateStoreTests : StateStoreConformance
{
    protected override StateStore CreateStore() => new InMemoryStateStore();

    [Fact]
    public void Says_what_it_is()
    {
        var store = CreateStore();

        Assert.False(store.IsShared);
        Assert.Equal("memory", store.Description);
    }
}
