using Progressive.Metrics;
using Progressive.Statistics;

namespace Progressive.Guards;

/// <summary>
/// What one tick showed a guard. For a guard relative to stable only randomised calls: those a rule or an override sent somewhere differ from the others in more than the variant.
/// </summary>
internal readonly record struct GuardSample(long CandidateCalls, long CandidateBad, long StableCalls = 0, long StableBad = 0)
{
    /// <summary>Candidate calls still running, a level: whoever runs has not failed yet.</summary>
    public long CandidateInFlight { get; init; }

    /// <summary>Those of <see cref="CandidateBad"/> that started in an earlier tick.</summary>
    public LateCounts CandidateLate { get; init; }

    /// <summary>Picks from two differences of readings what <paramref name="guard"/> is about.</summary>
    /// <param name="guard">A guard that <see cref="GuardEvaluator.IsSupported"/>.</param>
    /// <param name="candidate">What the candidate's window counted in the tick.</param>
    /// <param name="stable">The same of stable; may be empty for absolute guards.</param>
    /// <param name="threshold">The place of the guard's latency threshold among those watched; ignored by other guards.</param>
    internal static GuardSample From(Guard guard, in MetricTotals candidate, in MetricTotals stable, int threshold = 0)
    {
        if (guard.Metric == GuardMetric.Latency)
        {
            // Good and slow calls of a slot become known together, so nothing is late and nothing need be assumed of the running ones.
            var count = candidate.Thresholds[threshold];
            return new(count.Observed, count.Exceeded);
        }

        var rejection = guard.Metric == GuardMetric.RejectionRate;
        if (!guard.Bound.RelativeToStable)
        {
            return new(candidate.Calls, rejection ? candidate.Rejected : candidate.Error)
            {
                CandidateInFlight = candidate.InFlight,
                CandidateLate = rejection ? candidate.LateRejected : candidate.LateError,
            };
        }

        // When a candidate gets its first calls its quick failures end before its slow successes, and its share among the calls that ended is too small for the failures it had.
        // Counting the growth of what is running as candidate calls gives it the larger share; a larger share is less evidence.
        var growth = Math.Max(0, candidate.Started - candidate.Abandoned - candidate.Repeated - candidate.Calls);
        return new(
            candidate.RandomisedCalls + growth,
            rejection ? candidate.RandomisedRejected : candidate.RandomisedError,
            stable.RandomisedCalls,
            rejection ? stable.RandomisedRejected : stable.RandomisedError);
    }
}
