using Microsoft.Extensions.Logging;
using Progressive.Diagnostics;
using Progressive.Flags;
using Progressive.Variants;

namespace Progressive.Definitions;

/// <summary>
/// Puts definitions in force: on first use, and again whenever a source or the declared variants change. One load at a time; what changes while one
/// runs makes it run again, so that a storm of changes costs two loads and an older set never replaces a newer one.
/// </summary>
internal sealed class DefinitionLoader : IDisposable
{
    // A load this short may hold up whoever declares a variant. With 10,000 flags it may not: those are loaded again once, when the host has started.
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(10);

    private readonly DefinitionReading _reading;
    private readonly LiveFlags _live;
    private readonly VariantDeclarations _declarations;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly MissingVariants _missing;
    private readonly DefinitionFollowers _followers;
    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile VariantRoutes? _routes;
    private volatile DefinitionSet? _current;
    private (UInt128 Layers, int Declared) _inForce;
    private volatile string? _rejected;
    private int _requests;
    private int _declared;
    private long _loadTicks;

    public DefinitionLoader(IReadOnlyList<DefinitionSource> sources, LiveFlags live, VariantDeclarations declarations, TimeProvider time, ILogger logger)
    {
        _reading = new DefinitionReading(sources, logger);
        _live = live;
        _declarations = declarations;
        _time = time;
        _logger = logger;
        _missing = new MissingVariants(live);
        _followers = new DefinitionFollowers(logger);
        _reading.Changed += Reload;
        declarations.Changed += OnDeclared;
        declarations.Completed += OnCompleted;
    }

    /// <summary>What is in force; null before the first load.</summary>
    public DefinitionSet? Current => _current;

    /// <summary>Loads unless something is loaded already.</summary>
    /// <exception cref="DefinitionException">The definitions have problems. Asked again, it tries again.</exception>
    public void EnsureLoaded()
    {
        if (_current is not null)
        {
            return;
        }

        _loading.Wait();
        try
        {
            if (_current is null)
            {
                _reading.Start();
                Volatile.Write(ref _requests, 0);
                Load();
            }
        }
        finally
        {
            _loading.Release();
        }

        Drain();
    }

    /// <summary>Loads again. Returns when that is done, or at once when another thread is at it: that one will do it once more. Never throws.</summary>
    public void Reload()
    {
        Interlocked.Increment(ref _requests);
        Drain();
    }

    /// <summary>Waits for a load that runs or was put off.</summary>
    public void Flush()
    {
        // Whoever finds the loader busy leaves its request to the thread that is at it, and that may be this one, waiting.
        do
        {
            Drain();
            _loading.Wait();
            _loading.Release();
        }
        while (_current is not null && Volatile.Read(ref _requests) != 0);
    }

    /// <summary>Loads again what the sources say at the time of the call.</summary>
    /// <returns>What is wrong with it, which is then not in force; null when nothing is.</returns>
    public string? ReloadNow()
    {
        EnsureLoaded();
        Interlocked.Increment(ref _requests);
        Flush();
        return _rejected;
    }

    /// <summary>Calls back with what is in force, now if there is something, and after every load; one call at a time, in order.</summary>
    /// <returns>Ends it.</returns>
    public IDisposable Follow(Action<DefinitionSet> follower) => _followers.Add(follower);

    /// <summary>Brings the routes, which are told what flags have guards.</summary>
    public void Attach(VariantRoutes routes)
    {
        _routes = routes;
        EnsureLoaded();
        if (_current is { } current)
        {
            routes.Watch(Watched(current));
        }
    }

    public void Dispose()
    {
        _declarations.Changed -= OnDeclared;
        _declarations.Completed -= OnCompleted;
        _reading.Changed -= Reload;
        _reading.Dispose();
    }

    private void OnDeclared()
    {
        Interlocked.Increment(ref _declared);
        Interlocked.Increment(ref _requests);
        if (Interlocked.Read(ref _loadTicks) <= s_short.Ticks)
        {
            Drain();
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(static loader => loader.Drain(), this, preferLocal: false);
        }
    }

    // The end of the first load: what was put off for want of declarations is a mistake from now on, and still stops the host.
    private void OnCompleted()
    {
        Interlocked.Increment(ref _declared);
        if (_current is null)
        {
            return;
        }

        _loading.Wait();
        try
        {
            Volatile.Write(ref _requests, 0);
            Load();
        }
        finally
        {
            _loading.Release();
        }

        Drain();
    }

    private void Drain()
    {
        // Before the first load there is nothing to renew, and only the first load may throw.
        while (_current is not null && Volatile.Read(ref _requests) != 0 && _loading.Wait(0))
        {
            try
            {
                Volatile.Write(ref _requests, 0);
                Load();
            }
            catch (DefinitionException e)
            {
                Reject(string.Join(Environment.NewLine, e.Problems));
            }
            catch (Exception e)
            {
                Reject($"{ErrorCodes.DefinitionSourceUnreadable}: {e}");
            }
            finally
            {
                _loading.Release();
            }
        }
    }

    private void Load()
    {
        var start = _time.GetTimestamp();
        var declared = Volatile.Read(ref _declared);
        var layers = _reading.Read();
        var fingerprint = (LayerFingerprint.Of(layers), declared);
        if (_current is not null && fingerprint == _inForce)
        {
            if (_rejected is not null)
            {
                _rejected = null;
                DefinitionLog.Unchanged(_logger, _current.Version);
            }

            return;
        }

        Publish(DefinitionCompiler.Compile(layers, _declarations));
        _inForce = fingerprint;
        _rejected = null;
        Interlocked.Exchange(ref _loadTicks, _time.GetElapsedTime(start).Ticks);
    }

    private void Publish(CompiledDefinitions compiled)
    {
        var set = new DefinitionSet(
            (_current?.Version ?? 0) + 1,
            _time.GetUtcNow(),
            compiled.Origins,
            compiled.Flags.Count,
            compiled.Metrics,
            compiled.Application,
            compiled.Environment,
            [.. compiled.Flags.Select(flag => flag.Rollout).OfType<Rollouts.RolloutSpec>()],
            [.. compiled.Flags.Select(flag => flag.Watch).OfType<Rollouts.WatchSpec>()]);
        var missing = _missing.Mark(compiled.Flags);

        // First those who know what is happening to a flag, so that a candidate that was taken back is closed before its rules can reach it.
        _followers.Tell(set);
        _live.Publish([.. compiled.Flags.Select(flag => flag.Parts)]);
        _missing.Clear(missing);
        _routes?.Watch(Watched(set));
        _routes?.Retain(_live.Current);
        _current = set;
        DefinitionLog.Loaded(_logger, set.Version, set.FlagCount, set.Rollouts.Count, string.Join(", ", set.Origins));
    }

    // Flags with variants in code are watched where that code is called. A flag that is only read has nothing but its readings.
    private IEnumerable<string> Watched(DefinitionSet set) =>
        set.Watches.Select(watch => watch.Flag)
            .Concat(set.Rollouts.Where(rollout => rollout.Plan.Guards.Count > 0).Select(rollout => rollout.Flag))
            .Where(flag => _declarations.Of(flag).Count == 0);

    private void Reject(string problems)
    {
        // Whoever reloads every second shall not say the same thing every second.
        if (problems != _rejected)
        {
            _rejected = problems;
            DefinitionLog.Rejected(_logger, _current?.Version ?? 0, problems);
        }
    }
}
