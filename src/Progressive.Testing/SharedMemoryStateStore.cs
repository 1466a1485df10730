using System.Runtime.CompilerServices;
using Progressive.State;
using Progressive.Testing.Diagnostics;

namespace Progressive.Testing;

/// <summary>
/// A store that the hosts of one test process share, as the replicas of an application share a server: register the same instance in each of them. It keeps one scope, in memory.
/// </summary>
/// <remarks>Ages of reports and ends of leases go by its clock. Safe for use by any number of threads.</remarks>
/// <param name="timeProvider">The store's clock, which need not be that of the hosts; the system's by default.</param>
public sealed class SharedMemoryStateStore(TimeProvider? timeProvider = null) : SharedStateStore
{
    private readonly Lock _sync = new();
    private readonly InMemoryStateStore _records = new();
    private readonly Dictionary<string, Report> _reports = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Lease> _leases = new(StringComparer.Ordinal);
    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private volatile Failure? _failure;
    private long _reported;

    /// <summary>
    /// Why the store cannot be reached, for tests of outages; null, the default: it can. While it is set every operation throws a <see cref="StateStoreException"/> with it as the cause,
    /// nothing is changed and watchers hear nothing; what they had still to hear comes when it is null again.
    /// </summary>
    public Exception? Outage
    {
        get => _failure?.Cause;
        set
        {
            lock (_sync)
            {
                var before = _failure;
                _failure = value is null ? null : new(value);
                before?.Over.TrySetResult();
            }
        }
    }

    /// <inheritdoc />
    public override string Description => "shared memory";

    /// <inheritdoc />
    protected override async ValueTask<StateReading> ReadAsyncCore(CancellationToken cancellationToken)
    {
        ThrowIfOut();
        return await _records.ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    protected override async ValueTask<StateReading> ReadAsyncCore(string key, CancellationToken cancellationToken)
    {
        ThrowIfOut();
        return await _records.ReadAsync(key, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    protected override async ValueTask<StateWriteResult> TryWriteAsyncCore(
        string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken)
    {
        ThrowIfOut();
        return await _records.TryWriteAsync(key, content, expectedVersion, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    protected override async IAsyncEnumerable<string> WatchAsyncCore([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var key in _records.WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            while (_failure is { } failure)
            {
                await failure.Over.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            yield return key;
        }
    }

    /// <inheritdoc />
    protected override async ValueTask AppendAsyncCore(StateLogEntry entry, CancellationToken cancellationToken)
    {
        ThrowIfOut();
        await _records.AppendAsync(entry, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    protected override async ValueTask<IReadOnlyList<StateLogEntry>> ReadLogAsyncCore(int max, CancellationToken cancellationToken)
    {
        ThrowIfOut();
        return await _records.ReadLogAsync(max, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    protected override ValueTask<long> ReportAsyncCore(string boot, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => Locked(() =>
    {
        foreach (var (gone, _) in _reports.Where(said => said.Key != boot && Age(said.Value) >= ReportLifetime).ToList())
        {
            _reports.Remove(gone);
        }

        if (!_reports.TryGetValue(boot, out var before) && _reports.Count >= MaxReplicas)
        {
            throw StoreErrors.TooManyReplicas(MaxReplicas, ReportLifetime);
        }

        var ordinal = before?.Ordinal ?? ++_reported;
        _reports[boot] = new(ordinal, _time.GetTimestamp(), content);
        return ordinal;
    });

    /// <inheritdoc />
    protected override ValueTask<IReadOnlyList<ReplicaReport>> ReadReportsAsyncCore(CancellationToken cancellationToken) => Locked<IReadOnlyList<ReplicaReport>>(() =>
        [.. _reports.Select(said => new ReplicaReport(said.Key, said.Value.Ordinal, Age(said.Value), said.Value.Content)).OrderBy(static report => report.Ordinal)]);

    /// <inheritdoc />
    protected override async ValueTask RetractReportAsyncCore(string boot, CancellationToken cancellationToken) =>
        await Locked(() => _reports.Remove(boot)).ConfigureAwait(false);

    /// <inheritdoc />
    protected override ValueTask<bool> TryLeaseAsyncCore(string name, string owner, TimeSpan duration, CancellationToken cancellationToken) => Locked(() =>
    {
        if (_leases.TryGetValue(name, out var held) && held.Owner != owner && _time.GetElapsedTime(held.Since) < held.Duration)
        {
            return false;
        }

        _leases[name] = new(owner, _time.GetTimestamp(), duration);
        return true;
    });

    /// <inheritdoc />
    protected override async ValueTask ReleaseLeaseAsyncCore(string name, string owner, CancellationToken cancellationToken) =>
        await Locked(() => _leases.TryGetValue(name, out var held) && held.Owner == owner && _leases.Remove(name)).ConfigureAwait(false);

    private TimeSpan Age(Report said) => _time.GetElapsedTime(said.Since);

    private ValueTask<T> Locked<T>(Func<T> work)
    {
        try
        {
            lock (_sync)
            {
                ThrowIfOut();
                return new(work());
            }
        }
        catch (StateStoreException e)
        {
            return ValueTask.FromException<T>(e);
        }
    }

    private void ThrowIfOut()
    {
        if (_failure is { } failure)
        {
            throw StoreErrors.Out(failure.Cause);
        }
    }

    private sealed record Report(long Ordinal, long Since, ReadOnlyMemory<byte> Content);

    private sealed record Lease(string Owner, long Since, TimeSpan Duration);

    private sealed record Failure(Exception Cause)
    {
        public TaskCompletionSource Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
