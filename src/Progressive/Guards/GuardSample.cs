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

    /// <summary>Whether all bad calls so far are of one sticking key.</summary>
    public bool IsOfOneKey { get; init; }

    /// <summary>Those of <see cref="CandidateBad"/> that started in an earlier tick.</summary>
    public LateCounts CandidateLate { get; init; }

    /// <summary>
    /// For guards on measures against stable: what the candidate's running calls grew by. It is part of <see cref="CandidateCalls"/>, as so many calls that turn out well.
    /// </summary>
    public long CandidateGrowth { get; init; }

    /// <summary>For guards on measures: the longest a call of the candidate has taken, in ticks, which is how old a value can be.</summary>
    public long LongestTicks { get; init; }

    /// <summary>For guards on latency against stable.</summary>
    public QuantileTicks Quantiles { get; init; }

    /// <summary>The candidate's limit the last of <see cref="Quantiles"/> was counted by, in seconds; 0 for none.</summary>
    public double Limit { get; init; }

    /// <summary>One late call, as old as any can be: whoever weighs all values of a tick as one has that one be late.</summary>
    internal LateCounts OfUnknownAge
    {
        get
        {
            // A call of L ticks touches L + 1 of them, and a timer that was late makes one more.
            var late = default(LateCounts);
            late[LateCounts.ClassOf(LongestTicks + 2)] = 1;
            return late;
        }
    }

    /// <summary>Picks from two differences of readings what <paramref name="guard"/> is about: rates of outcomes, and the number of calls for guards on measures.</summary>
    /// <param name="guard">A guard that is supported.</param>
    /// <param name="candidate">What the candidate's window counted in the tick.</param>
    /// <param name="stable">The same of stable; may be empty for absolute guards.</param>
    internal static GuardSample From(Guard guard, in MetricTotals candidate, in MetricTotals stable)
    {
        // When a candidate gets its first calls its quick failures end before its slow successes, and its share among the calls that ended is too small for the failures it had.
        // Counting the growth of what is running as candidate calls gives it the larger share; a larger share is less evidence.
        var growth = Math.Max(0, candidate.Started - candidate.Abandoned - candidate.Repeated - candidate.Calls);
        if (!GuardMetric.IsOutcome(guard.Metric))
        {
            return guard.Bound.RelativeToStable
                ? new(candidate.RandomisedCalls + growth, 0, stable.RandomisedCalls) { CandidateGrowth = growth }
                : new(candidate.Calls, 0) { CandidateInFlight = candidate.InFlight };
        }

        var rejection = guard.Metric == GuardMetric.RejectionRate;
        if (!guard.Bound.RelativeToStable)
        {
            return new(candidate.Calls, rejection ? candidate.Rejected : candidate.Error)
            {
                IsOfOneKey = candidate.IsOfOneKey,
                CandidateInFlight = candidate.InFlight,
                CandidateLate = rejection ? candidate.LateRejected : candidate.LateError,
            };
        }

        return new(
            candidate.RandomisedCalls + growth,
            rejection ? candidate.RandomisedRejected : candidate.RandomisedError,
            stable.RandomisedCalls,
            rejection ? stable.RandomisedRejected : stable.RandomisedError)
        {
            IsOfOneKey = candidate.IsOfOneKey,
        };
    }
}
