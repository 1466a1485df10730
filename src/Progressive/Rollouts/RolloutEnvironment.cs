using Progressive.Diagnostics;
using Progressive.Flags;
using Progressive.Guards;
using Progressive.Metrics;

namespace Progressive.Rollouts;

/// <summary>What every rollout of a process shares.</summary>
internal sealed class RolloutEnvironment(LiveFlags live, MetricWindows windows, TimeProvider time, RolloutLog log, ProgressiveTelemetry telemetry, double alpha, RolloutFeed? feed = null)
{
    private static readonly TimeSpan s_storeLimit = TimeSpan.FromSeconds(5);

    private long _settledAt;

    public LiveFlags Live { get; } = live;

    public MetricWindows Windows { get; } = windows;

    public TimeProvider Time { get; } = time;

    public RolloutLog Log { get; } = log;

    /// <summary>The chance of a false rollback that each guard may spend.</summary>
    public double Alpha { get; } = alpha;

    /// <summary>How often, at most, a guard of a promoted candidate that keeps within it raises a false alarm, on average.</summary>
    public TimeSpan FalseAlarmEvery { get; init; } = RolloutOptions.UsualFalseAlarmEvery;

    /// <summary>Whether the store was found to have lost what it had a moment ago, so that somebody may still remember what lowers.</summary>
    public bool IsSettling => Interlocked.Read(ref _settledAt) is var at && at != 0 && at > Time.GetTimestamp();

    public RolloutFeed Feed { get; } = feed ?? new RolloutFeed();

    /// <summary>Why a metric that is asked for has no value; null while it has.</summary>
    public Func<string, string?> MetricProblem { get; init; } = static _ => null;

    /// <summary>What guards that name no margin must exclude.</summary>
    public GuardMargins Margins { get; init; } = GuardMargins.Default;

    /// <summary>A store that does not answer within five seconds is an outage.</summary>
    public StoreLimit LimitStore(CancellationToken cancellationToken) => new(s_storeLimit, Time, cancellationToken);

    /// <summary>From now on nothing is raised for a while.</summary>
    public void Settle(TimeSpan duration) => Interlocked.Exchange(ref _settledAt, Time.GetTimestamp() + (long)(duration.TotalSeconds * Time.TimestampFrequency));

    public void Announce(RolloutSpec spec, RolloutTransition transition)
    {
        Log.Transition(spec, transition);
        telemetry.Transitions.Add(
            1,
            new(TelemetryNames.FlagKey, spec.Flag),
            new(TelemetryNames.Version, spec.Revision),
            new(TelemetryNames.Transition, transition.What));
        ProgressiveActivities.Transition(
            spec.Flag,
            spec.Revision,
            transition.What,
            transition.From.ToString(),
            transition.To.ToString(),
            transition.By,
            transition.Explanation);
        Feed.Tell(new RolloutNews(spec.Flag, spec.Revision, transition.What, transition.At, transition.By, transition.Explanation, transition));
    }

    /// <summary>Tells of what is no transition of a rollout.</summary>
    public void Announce(string flag, string what, string by, string explanation) =>
        Feed.Tell(new RolloutNews(flag, Revision: null, what, Time.GetUtcNow(), by, explanation));
}
