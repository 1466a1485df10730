using Progressive.Metrics;

namespace Progressive.Guards;

/// <summary>Errors and rejections: counted by the windows.</summary>
internal sealed class OutcomeFeed(GuardEvaluator evaluator) : GuardFeed(evaluator)
{
    internal override bool RestsWithItsWindow => true;

    internal override bool LooksWithinTicks => !Evaluator.Guard.Bound.RelativeToStable;

    internal override GuardSample Peek(in MetricTotals candidate) => GuardSample.From(Evaluator.Guard, candidate, default);

    internal override GuardSample Read(in GuardReading reading) => GuardSample.From(Evaluator.Guard, reading.Candidate, reading.Stable);
}
