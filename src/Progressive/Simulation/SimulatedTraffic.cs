using Progressive.Assignment;
using Progressive.Rollouts;

namespace Progressive.Simulation;

/// <summary>What part of the calls each arm has where segments have shares of their own.</summary>
internal static class SimulatedTraffic
{
    /// <summary>The part of the calls that a segment makes; everybody's is 1.</summary>
    public static double SizeOf(string? segment, SimulationOptions options) =>
        segment is null ? 1
        : options.Segments.FirstOrDefault(entry => string.Equals(entry.Key, segment, StringComparison.OrdinalIgnoreCase)) is { Key: not null } given ? given.Value
        : SimulationOptions.UsualSegment;

    public static IEnumerable<string> SegmentsOf(Plan plan) =>
        plan.Steps.Select(static step => step.Segment).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>The candidate's part of all calls.</summary>
    public static double OfCandidate(Plan plan, RolloutState state, SimulationOptions options)
    {
        var (outside, served) = (1.0, 0.0);
        foreach (var segment in SegmentsOf(plan))
        {
            var size = Math.Min(SizeOf(segment, options), outside);
            outside -= size;
            served += size * Larger(state.ShareOf(segment), state.Weight).Fraction;
        }

        return served + (outside * state.Weight.Fraction);
    }

    /// <summary>Stable's part of all calls, of those only for whom the candidate is drawn at present: the others are not compared.</summary>
    public static double OfStable(Plan plan, RolloutState state, SimulationOptions options)
    {
        if (PlanCourse.DrawnSegment(plan, state) is { } drawn)
        {
            return SizeOf(drawn, options) * (1 - Larger(state.ShareOf(drawn), state.Weight).Fraction);
        }

        var ahead = SegmentsOf(plan).Where(segment => state.ShareOf(segment) > state.Weight).Sum(segment => SizeOf(segment, options));
        return Math.Max(0, 1 - ahead) * (1 - state.Weight.Fraction);
    }

    private static Share Larger(Share one, Share other) => one > other ? one : other;
}
