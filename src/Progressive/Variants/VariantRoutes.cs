using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Progressive.Diagnostics;
using Progressive.Exposures;
using Progressive.Flags;
using Progressive.Metrics;

namespace Progressive.Variants;

/// <summary>The routes of this host, one per flag. Registered as a singleton; adapters ask it once per flag.</summary>
/// <remarks>Safe for use by many threads. Ask it with flag names from code, never with text from a request.</remarks>
public sealed class VariantRoutes
{
    private readonly LiveFlags _live;
    private readonly MetricWindows _windows;
    private readonly ProgressiveTelemetry _telemetry;
    private readonly TimeProvider _time;
    private volatile FrozenSet<string> _watched = FrozenSet<string>.Empty;
    private volatile ClientFlags? _clientFlags;
    private readonly ConcurrentDictionary<string, VariantRoute> _routes = new(StringComparer.OrdinalIgnoreCase);

    internal VariantRoutes(LiveFlags live, MetricWindows windows, ProgressiveTelemetry telemetry, TimeProvider time, ExposureRecorder? exposures = null)
    {
        Exposures = exposures;
        _live = live;
        _windows = windows;
        _telemetry = telemetry;
        _time = time;
        telemetry.ObserveCalls(ReadCalls);
        telemetry.ObserveRejectedMeasures(ReadRejectedMeasures);
    }

    /// <summary>Null where nobody asked for exposures.</summary>
    internal ExposureRecorder? Exposures { get; }

    /// <summary>The flags that clients may be told about (<c>"Client": true</c>), as they stand at this moment; the same object until one of them changes.</summary>
    public ClientFlags ClientFlags
    {
        get
        {
            var snapshot = _live.Current;
            var known = _clientFlags;
            if (known is null || !known.StillStandsIn(snapshot))
            {
                _clientFlags = known = new ClientFlags(snapshot, _live, _telemetry);
            }

            return known;
        }
    }

    /// <summary>The route of a flag.</summary>
    /// <param name="flag">The flag's key; compared ignoring case.</param>
    /// <returns>The route; always the same one for the same flag.</returns>
    public VariantRoute For(string flag)
    {
        ArgumentException.ThrowIfNullOrEmpty(flag);
        return _routes.GetOrAdd(flag, static (key, self) => new VariantRoute(key, self._live, self._windows, self._telemetry, self._time, self.Exposures), this);
    }

    /// <summary>The flags whose readings are calls of their own: those with guards, which would otherwise see nothing.</summary>
    internal void Watch(IEnumerable<string> flags) => _watched = flags.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Lets go of the windows of flags that are not in force any more; the routes, which code holds on to, stay and find new ones.</summary>
    internal void Retain(FlagSnapshot current)
    {
        foreach (var (flag, route) in _routes)
        {
            if (!current.TryGet(flag, out _))
            {
                route.Forget();
            }
        }

        _windows.Retain(flag => current.TryGet(flag, out _));
    }

    internal bool TryGetWatched(string flag, [NotNullWhen(true)] out VariantRoute? route)
    {
        route = _watched.Contains(flag) ? For(flag) : null;
        return route is not null;
    }

    private IEnumerable<Measurement<long>> ReadRejectedMeasures() =>
        from route in _routes.Values
        from served in route.Variants
        from cell in served.Window.Measures?.Cells ?? []
        where cell.Rejected > 0
        select new Measurement<long>(cell.Rejected, served.Tags.With(TelemetryNames.Measure, cell.Name));

    private IEnumerable<Measurement<long>> ReadCalls()
    {
        var now = _time.GetTimestamp();
        foreach (var route in _routes.Values)
        {
            foreach (var served in route.Variants)
            {
                var totals = served.Window.Read(now);
                yield return new Measurement<long>(totals.Ok, served.Tags.With(TelemetryNames.Outcome, "ok"));
                yield return new Measurement<long>(totals.Rejected + totals.RepeatedRejected, served.Tags.With(TelemetryNames.Outcome, "rejected"));
                foreach (var (type, count) in served.Errors.Counts)
                {
                    var tags = served.Tags.With(TelemetryNames.Outcome, "error");
                    tags.Add(TelemetryNames.ErrorType, type);
                    yield return new Measurement<long>(count, tags);
                }
            }
        }
    }
}
