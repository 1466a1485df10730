using Progressive.Guards;
using Progressive.Metrics;

namespace Progressive.Rollouts;

/// <summary>Warns, once each, of guards on measures that no definition names: a slip of the pen looks just like a measure that code will record.</summary>
/// <remarks>Not safe for several threads; definitions are applied one after the other.</remarks>
internal sealed class UnnamedMeasures(RolloutLog log)
{
    private readonly HashSet<(string Flag, string Guard)> _said = [];

    public void Tell(IReadOnlyList<RolloutSpec> rollouts, IReadOnlyList<WatchSpec> watches)
    {
        foreach (var rollout in rollouts)
        {
            Tell(rollout.Flag, rollout.Plan.Guards, rollout.Metrics);
        }

        foreach (var watch in watches)
        {
            Tell(watch.Flag, watch.Guards, watch.Metrics);
        }
    }

    private void Tell(string flag, IReadOnlyList<Guard> guards, MetricSet metrics)
    {
        foreach (var guard in guards)
        {
            if (!GuardMetric.IsOutcome(guard.Metric) && guard.Metric != GuardMetric.Latency && metrics.Find(guard.Metric) is null && _said.Add((flag, guard.ToString())))
            {
                log.MeasureUnnamed(guard.ToString(), flag, guard.Metric);
            }
        }
    }
}
