using System.Collections.Concurrent;
using Progressive.State;

namespace Progressive.Rollouts.Fleet;

/// <summary>
/// Follows what other processes write to a store that is shared: what was decided anywhere is in force here as soon as it is heard of. Looks by itself every five seconds whether the store
/// is still the one it was, as nobody tells when it has lost what it had.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="environment">What all rollouts share.</param>
/// <param name="take">Puts a record in force, null where the store has none, given the version of it that was known before it was read.</param>
/// <param name="keys">Every key that this process knows of.</param>
/// <param name="versionOf">The version of a key that this process knows of.</param>
internal sealed class StateFollower(
    StateStore store,
    RolloutEnvironment environment,
    Action<string, StateRecord?, long> take,
    Func<IReadOnlyCollection<string>> keys,
    Func<string, long> versionOf) : IDisposable
{
    /// <summary>How often it is looked whether the store still is what it was.</summary>
    public static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(5);

    /// <summary>How long nothing is raised after a store has lost what it had: every process has then looked, and written what only it remembers.</summary>
    public static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(15);

    // No flag's: a key has to be of a flag to be one.
    private const string ProbeKey = "-";

    private readonly ConcurrentDictionary<string, byte> _missed = new(StringComparer.OrdinalIgnoreCase);
    private readonly StoreHealth _health = new(environment.Time);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private Task _watching = Task.CompletedTask;
    private Task _looking = Task.CompletedTask;
    private volatile string? _generation;
    private long _version;
    private long _lastLook;

    /// <summary>The first reading is done: from here on it is followed.</summary>
    public void Start(StateReading reading)
    {
        lock (_gate)
        {
            (_generation, _version) = (reading.Generation, reading.Version);
            _lastLook = environment.Time.GetTimestamp();
            _watching = Task.Run(WatchAsync);
        }
    }

    /// <summary>Looks again where it is time to. Waits for nothing.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            if (_generation is null || _stopping.IsCancellationRequested || !_looking.IsCompleted || !_health.MayTry)
            {
                return;
            }

            if (_watching.IsCompleted)
            {
                _watching = Task.Run(WatchAsync);
            }

            var now = environment.Time.GetTimestamp();
            if (environment.Time.GetElapsedTime(_lastLook, now) >= LookPeriod || !_missed.IsEmpty)
            {
                _lastLook = now;
                _looking = LookAsync();
            }
        }
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_watching, _looking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Cancel();

    private async Task WatchAsync()
    {
        try
        {
            await foreach (var key in store.WatchAsync(_stopping.Token).ConfigureAwait(false))
            {
                await FollowAsync(key).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The process stops.
        }
        catch (Exception e)
        {
            // A store does not throw here; one that does is watched again by a later tick.
            Failed(e);
        }
    }

    private async Task FollowAsync(string key)
    {
        try
        {
            using var limit = environment.LimitStore(_stopping.Token);
            var (known, before) = (versionOf(key), Interlocked.Read(ref _version));
            var reading = await store.ReadAsync(key, limit.Token).AsTask().WaitAsync(limit.Token).ConfigureAwait(false);
            _health.Succeeded();
            if (IsSame(reading, before))
            {
                _missed.TryRemove(key, out _);
                take(key, reading.Records.GetValueOrDefault(key), known);
            }
            else
            {
                // One look for all records, by the next tick.
                _missed[key] = 0;
            }
        }
        catch (Exception e) when (StoreHealth.IsOutage(e, _stopping.Token))
        {
            // Whoever told of the key does not tell of it again.
            _missed[key] = 0;
            Failed(e);
        }
    }

    // One record of few bytes or none: what is looked at is the generation and the version that come with it.
    private async Task LookAsync()
    {
        try
        {
            using var limit = environment.LimitStore(_stopping.Token);
            var before = Interlocked.Read(ref _version);
            var reading = await store.ReadAsync(ProbeKey, limit.Token).AsTask().WaitAsync(limit.Token).ConfigureAwait(false);
            if (!IsSame(reading, before))
            {
                await ReconcileAsync(limit.Token).ConfigureAwait(false);
            }

            _health.Succeeded();
        }
        catch (Exception e) when (StoreHealth.IsOutage(e, _stopping.Token))
        {
            Failed(e);
            return;
        }
        catch (OperationCanceledException)
        {
            return;
        }

        foreach (var key in _missed.Keys)
        {
            await FollowAsync(key).ConfigureAwait(false);
        }
    }

    // The store has lost what it had, or part of it: what this process remembers is put beside what is there, and written where the store does not know it.
    private async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        environment.Settle(SettleTime);
        var reading = await store.ReadAsync(cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        environment.Log.StoreForgot(store.Description, reading.Generation == _generation ? "it was put back to an earlier state" : "it has begun anew");
        foreach (var key in keys().Union(reading.Records.Keys, StringComparer.OrdinalIgnoreCase))
        {
            take(key, reading.Records.GetValueOrDefault(key), versionOf(key));
        }

        _generation = reading.Generation;
        Interlocked.Exchange(ref _version, reading.Version);
        _missed.Clear();
    }

    // What grew meanwhile may be older than a reading that was asked for later.
    private bool IsSame(StateReading reading, long before)
    {
        if (reading.Generation != _generation || reading.Version < before)
        {
            return false;
        }

        InterlockedMax(reading.Version);
        return true;
    }

    private void InterlockedMax(long version)
    {
        for (var seen = Interlocked.Read(ref _version); version > seen;)
        {
            var found = Interlocked.CompareExchange(ref _version, version, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }

    private void Failed(Exception exception)
    {
        if (_health.Failed(exception))
        {
            environment.Log.FollowFailed(store.Description, exception);
        }
    }
}
