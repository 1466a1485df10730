using Progressive.State;

namespace Progressive.Testing.Tests.State;

internal static class BrokenScopes
{
    public static IEnumerable<BrokenStore> All =>
    [
        new("says nothing", "Says what it is", static inner => new Silent(inner)),
        new("has one scope", "Scopes do not see one another", OneScope()),
        new("has reports of one scope", "Reports and leases of another scope are not seen", OneScope()),
        new("is disposed once", "May be disposed twice, with a watch going on, and others go on", static inner => new DisposedOnce(inner)),
        new("closes for all", "May be disposed twice, with a watch going on, and others go on", static inner => new ClosesForAll(inner)),
        new("remembers its first reading", "Another instance reads what was written", static inner => new Remembers(inner)),
    ];

    private static Func<SharedStateStore, SharedStateStore> OneScope()
    {
        SharedStateStore? first = null;
        return inner => first ??= inner;
    }

    private sealed class Silent(SharedStateStore inner) : PassingStore(inner)
    {
        public override string Description => "";
    }

    private sealed class DisposedOnce(SharedStateStore inner) : PassingStore(inner), IDisposable
    {
        private bool _disposed;

        public void Dispose()
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _disposed = true;
        }
    }

    private sealed class ClosesForAll(SharedStateStore inner) : PassingStore(inner), IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            ((SharedMemoryStateStore)Inner).Outage = new ObjectDisposedException("the connection that all use");
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Remembers(SharedStateStore inner) : PassingStore(inner)
    {
        private StateReading? _reading;

        protected override async ValueTask<StateReading> ReadAsyncCore(CancellationToken cancellationToken) => _reading ??= await Inner.ReadAsync(cancellationToken);
    }
}
