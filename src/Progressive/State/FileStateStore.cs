using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Progressive.Diagnostics;

namespace Progressive.State;

/// <summary>
/// Keeps the state of one scope in a file of this machine, so that it survives restarts, kills and power loss. Several processes of one machine may use one
/// file; it is no substitute for a shared store between machines, and locks on network mounts are not to be relied upon.
/// </summary>
/// <remarks>
/// Every write replaces the whole file and waits for the disk; writes that come while one is running are written together by the next one. Meant for up to
/// a few megabytes. A damaged file is answered by <c>PATH.previous</c>, two damaged files by an empty store; both are logged and shown by
/// <see cref="Recovery"/>. Reads keep working from memory while the disk does not. The constructor does not touch the disk. Safe for use by any number of threads.
/// </remarks>
public sealed class FileStateStore : StateStore
{
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lockPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longestLockDelay = TimeSpan.FromMilliseconds(20);

    private readonly AsyncGate _gate = new();
    private readonly KeyWatchers _watchers = new();
    private readonly IFileSteps _steps;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly StateFile _file;
    private readonly StateChanges _changes;

    /// <summary>Creates a store over a file; neither the file nor the lock file beside it needs to exist, its directory does.</summary>
    /// <param name="path">The file. <c>.previous</c>, <c>.tmp</c>, <c>.lock</c> and <c>.corrupt-N</c> are added to it for the files beside it.</param>
    /// <param name="timeProvider">The clock for waiting and polling; the system's by default.</param>
    /// <param name="logger">Where damage and outages are told; nowhere by default.</param>
    public FileStateStore(string path, TimeProvider? timeProvider = null, ILogger<FileStateStore>? logger = null)
        : this(path, new FileSteps(), timeProvider, logger)
    {
    }

    internal FileStateStore(string path, IFileSteps steps, TimeProvider? timeProvider = null, ILogger? logger = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        Path = System.IO.Path.GetFullPath(path);
        _steps = steps;
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger.Instance;
        _file = new(Path, steps, _time, _logger, _watchers);
        _changes = new(WriteAsync);
    }

    /// <summary>The full path of the file.</summary>
    public string Path { get; }

    /// <summary>The worst that had to be done about damaged files since this store was created.</summary>
    public FileStateRecovery Recovery => _file.Recovery;

    /// <inheritdoc />
    public override string Description => $"file {Path}";

    /// <inheritdoc />
    public override bool IsShared => false;

    /// <inheritdoc />
    protected override async ValueTask<StateReading> ReadAsyncCore(CancellationToken cancellationToken) =>
        (await LoadAsync(cancellationToken).ConfigureAwait(false)).ToReading();

    /// <inheritdoc />
    protected override async ValueTask<IReadOnlyList<StateLogEntry>> ReadLogAsyncCore(int max, CancellationToken cancellationToken) =>
        (await LoadAsync(cancellationToken).ConfigureAwait(false)).Newest(max);

    /// <inheritdoc />
    protected override async ValueTask<StateWriteResult> TryWriteAsyncCore(
        string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken)
    {
        StateWriteResult? result = null;
        await _changes.AddAsync(image => image.Write(key, content, expectedVersion, out result), cancellationToken).ConfigureAwait(false);
        return result!;
    }

    /// <inheritdoc />
    protected override async ValueTask AppendAsyncCore(StateLogEntry entry, CancellationToken cancellationToken) =>
        await _changes.AddAsync(image => image.Append(entry), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    protected override async IAsyncEnumerable<string> WatchAsyncCore([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var polling = PollAsync(stop.Token);
        try
        {
            await foreach (var key in _watchers.WatchAsync(PresentKeysAsync, cancellationToken).ConfigureAwait(false))
            {
                yield return key;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await polling.ConfigureAwait(false);
        }

        async ValueTask<IEnumerable<string>> PresentKeysAsync() =>
            (await TryLoadAsync(cancellationToken).ConfigureAwait(false))?.Records.Keys ?? [];
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(s_pollInterval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                // Loading publishes what another process changed.
                await TryLoadAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The watch has ended.
        }
    }

    private async ValueTask<StateImage?> TryLoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await LoadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StateStoreException e)
        {
            _file.ReportOnce(e.Message, () => StateFileLog.Unreadable(_logger, Path, e.Message));
            return null;
        }
    }

    private async ValueTask<StateImage> LoadAsync(CancellationToken cancellationToken)
    {
        // Disk calls block: never on the caller's thread.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (_file.Known is { } known && _file.IsStill(known))
        {
            return known;
        }

        await _gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _file.TryLoad() ?? await RepairAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StateStoreException e) when (_file.Known is not null)
        {
            _file.ReportOnce(e.Message, () => StateFileLog.Unreadable(_logger, Path, e.Message));
            return _file.Known;
        }
        finally
        {
            _gate.Leave();
        }
    }

    private async ValueTask<StateImage> RepairAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var held = await LockAsync(cancellationToken).ConfigureAwait(false);
            return _file.LoadAndRepair();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StateStoreException { Code: ErrorCodes.StateLocked })
        {
            _file.ReportOnce(e.Message, () => StateFileLog.NotRepaired(_logger, Path, e.Message));
            return _file.LoadWithoutRepair();
        }
    }

    /// <summary>One write of everything that waits. A conflict is told only after it too: it may be with a change of the same write.</summary>
    private async Task WriteAsync()
    {
        IReadOnlyList<StateChange>? taken = null;
        Exception? failure = null;
        await _gate.EnterAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            using var held = await LockAsync(CancellationToken.None).ConfigureAwait(false);
            taken = _changes.Take();
            if (taken.Count > 0)
            {
                var image = _file.LoadAndRepair();
                var next = taken.Aggregate(image, static (before, change) => change.Apply(before));
                if (!ReferenceEquals(next, image))
                {
                    _file.Save(next);
                }
            }
        }
        catch (Exception e)
        {
            failure = e is IOException or UnauthorizedAccessException ? NotWritten(e) : e;
        }
        finally
        {
            _gate.Leave();
        }

        // Without the lock nothing was taken, and whoever waits has waited for it in vain.
        foreach (var change in taken ?? _changes.Take())
        {
            if (failure is null)
            {
                change.Complete();
            }
            else
            {
                change.Fail(failure);
            }
        }
    }

    private StateStoreException NotWritten(Exception reason) => new(
        ErrorCodes.StateWriteFailed,
        $"{ErrorCodes.StateWriteFailed}: State file '{Path}' cannot be written: {reason.Message} State goes on in memory as it was. "
        + "The directory must exist, be writable and have room for two more copies of the file.",
        reason);

    private async ValueTask<IDisposable> LockAsync(CancellationToken cancellationToken)
    {
        var lockPath = Path + ".lock";
        var start = _time.GetTimestamp();
        for (var delay = TimeSpan.FromMilliseconds(1); ; delay = delay * 2 < s_longestLockDelay ? delay * 2 : s_longestLockDelay)
        {
            if (_steps.TryLock(lockPath) is { } held)
            {
                return held;
            }

            if (_time.GetElapsedTime(start) >= s_lockPatience)
            {
                throw new StateStoreException(
                    ErrorCodes.StateLocked,
                    $"{ErrorCodes.StateLocked}: State file '{Path}' has been locked by another process for {s_lockPatience.TotalSeconds} s. "
                    + $"Find the process that holds '{lockPath}'; the lock ends with it.");
            }

            await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
        }
    }
}
