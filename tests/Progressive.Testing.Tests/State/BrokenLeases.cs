using Progressive.State;

namespace Progressive.Testing.Tests.State;

internal static class BrokenLeases
{
    public static IEnumerable<BrokenStore> All =>
    [
        new("gives a lease to everyone", "One of many that ask at once gets a lease", static inner => new Asks(inner, static (_, _, _, _) => new(true))),
        new("gives a lease to everyone again", "A holder renews its lease and others are refused", static inner => new Asks(inner, static (_, _, _, _) => new(true))),
        new("gives no lease back", "A lease that is released is free at once", static inner => new Releases(inner, static (_, _, _) => ValueTask.CompletedTask)),
        new("lets anyone release", "A release by somebody else does nothing", static inner => new Releases(inner, ReleaseAnywayAsync)),
        new("gives leases for good", "A lease ends by itself", static inner => new Asks(inner, static (store, name, owner, _) => store.TryLeaseAsync(name, owner, SharedStateStore.MaxLeaseDuration))),
        new("does not prolong", "A renewal counts from when it was asked for", static inner => new ProlongsNothing(inner)),
        new("has one lease", "Leases of several names are independent", static inner => new Asks(inner, static (store, _, owner, duration) => store.TryLeaseAsync("one", owner, duration))),
    ];

    private static async ValueTask ReleaseAnywayAsync(SharedStateStore store, string name, string owner)
    {
        foreach (var one in new[] { "one", owner })
        {
            await store.ReleaseLeaseAsync(name, one);
        }
    }

    private sealed class Asks(SharedStateStore inner, Func<SharedStateStore, string, string, TimeSpan, ValueTask<bool>> ask) : PassingStore(inner)
    {
        protected override ValueTask<bool> TryLeaseAsyncCore(string name, string owner, TimeSpan duration, CancellationToken cancellationToken) =>
            ask(Inner, name, owner, duration);
    }

    private sealed class Releases(SharedStateStore inner, Func<SharedStateStore, string, string, ValueTask> release) : PassingStore(inner)
    {
        protected override ValueTask ReleaseLeaseAsyncCore(string name, string owner, CancellationToken cancellationToken) => release(Inner, name, owner);
    }

    private sealed class ProlongsNothing(SharedStateStore inner) : PassingStore(inner)
    {
        private readonly HashSet<string> _held = new(StringComparer.Ordinal);

        protected override async ValueTask<bool> TryLeaseAsyncCore(string name, string owner, TimeSpan duration, CancellationToken cancellationToken)
        {
            if (_held.Contains($"{name} {owner}"))
            {
                return true;
            }

            if (!await Inner.TryLeaseAsync(name, owner, duration, cancellationToken))
            {
                return false;
            }

            _held.Add($"{name} {owner}");
            return true;
        }
    }
}
