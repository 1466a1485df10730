using System.Collections.Immutable;
using Progressive.Guards;
using Progressive.State;

namespace Progressive.Rollouts.Fleet;

/// <summary>What all processes have learned of one rollout since it was last judged. Pure: the same reports and the same record always say the same, and a report that was taken in says nothing.</summary>
/// <param name="Spans">The sum over processes, by guard; guards that learned nothing are not in it.</param>
/// <param name="Consumed">For each process the last window that is in it or was in one before.</param>
internal sealed record FleetEvidence(IReadOnlyDictionary<string, GuardSpan> Spans, ImmutableSortedDictionary<string, long> Consumed)
{
    /// <param name="flag">The flag.</param>
    /// <param name="revision">The candidate's revision.</param>
    /// <param name="consumed">What the record says was taken in before.</param>
    /// <param name="reports">What there is, in any order; of one process the last one counts.</param>
    public static FleetEvidence Gather(
        string flag, string revision, ImmutableSortedDictionary<string, long> consumed, IEnumerable<(ReplicaReport Stored, FleetReport Report)> reports)
    {
        var spans = new Dictionary<string, GuardSpan>(StringComparer.Ordinal);
        var taken = consumed.ToBuilder();

        // In an order that does not depend on the reader: sums of numbers do.
        foreach (var (stored, report) in reports.OrderBy(static entry => entry.Stored.Boot, StringComparer.Ordinal))
        {
            var own = new Dictionary<string, GuardSpan>(StringComparer.Ordinal);
            var last = taken.GetValueOrDefault(stored.Boot);
            foreach (var window in (report.Find(flag, revision)?.Windows ?? []).OrderBy(static window => window.First))
            {
                // One that was put together with a window that was taken in alone cannot be taken apart again.
                if (window.First <= last)
                {
                    continue;
                }

                last = window.Last;
                foreach (var span in window.Spans.Where(static span => !span.IsEmpty))
                {
                    own[span.Guard] = own.TryGetValue(span.Guard, out var before) && before.IsLike(span) ? before.Then(span) : span;
                }
            }

            foreach (var (guard, span) in own)
            {
                spans[guard] = spans.TryGetValue(guard, out var others) ? others.IsLike(span) ? others.With(span) : others : span;
            }

            if (last > 0)
            {
                taken[stored.Boot] = last;
            }
        }

        return new FleetEvidence(spans, taken.ToImmutable());
    }
}
