using Progressive.Guards;
using Progressive.Metrics;

namespace Progressive.Tests.Guards;

/// <summary>Seeded candidates for every kind of guard: one at the boundary of its promise, one that breaks it, and one that keeps it well.</summary>
internal sealed class GuardKinds(string guard, SplitMix64 numbers)
{
    public const double Cap = 10;
    private readonly double[] _values = new double[4096];

    public GuardEvaluator Evaluator { get; private set; } = New(guard);

    public static MetricDefinition? Metrics(string key) => new(key) { Cap = key.StartsWith("uncapped", StringComparison.Ordinal) ? null : key == "similarity" ? 1 : Cap };

    public static GuardEvaluator New(string guard, GuardEvidence? evidence = null, double alpha = 0.01) => new(Guard.Parse(guard), alpha, 400, evidence, Metrics);

    public void Restart() => Evaluator = New(guard, Evaluator.Evidence);

    /// <summary>One tick of calls that are bad with the given probabilities; true when the guard is breached.</summary>
    public bool Rates(int candidate, double candidateRate, int stable, double stableRate) =>
        Evaluator.Observe(new(candidate, Bad(candidate, candidateRate), stable, Bad(stable, stableRate)));

    /// <summary>One tick of calls that record 1 with the given probabilities, and otherwise 0.</summary>
    public bool Events(int candidate, double candidateRate, int stable, double stableRate)
    {
        Take(GuardArm.Candidate, candidate, () => numbers.NextDouble() < candidateRate ? 1 : 0);
        Take(GuardArm.Stable, stable, () => numbers.NextDouble() < stableRate ? 1 : 0);
        return Evaluator.Observe(new(candidate, 0, stable));
    }

    /// <summary>One tick of calls that record lognormal values of the given means, with a scale of their logarithm of 1.</summary>
    public bool Values(int candidate, double candidateMean, int stable, double stableMean, double sigma = 1)
    {
        Take(GuardArm.Candidate, candidate, () => LogNormal(candidateMean, sigma));
        Take(GuardArm.Stable, stable, () => LogNormal(stableMean, sigma));
        return Evaluator.Observe(new(candidate, 0, stable));
    }

    /// <summary>One tick of calls that record 0, or <paramref name="value"/> with the given probabilities: the variance a mean can have at most.</summary>
    public bool Extremes(int candidate, double candidateMean, int stable, double stableMean, double value)
    {
        Take(GuardArm.Candidate, candidate, () => numbers.NextDouble() < candidateMean / value ? value : 0);
        Take(GuardArm.Stable, stable, () => numbers.NextDouble() < stableMean / value ? value : 0);
        return Evaluator.Observe(new(candidate, 0, stable));
    }

    /// <summary>One tick of lognormal latencies (scale of the logarithm 0.5), the candidate's stretched, against stable's true quantiles.</summary>
    public bool Latency(int candidate, double stretch, int stable, params double[] quantiles)
    {
        var margin = 1 + Evaluator.Guard.Bound.BaseValue;
        var far = margin == 1 ? 1.2 : margin;
        var limits = quantiles.Select(q => Math.Exp(0.5 * Normal(q))).ToArray();
        var own = Enumerable.Range(0, candidate).Select(_ => stretch * LogNormal(Math.Exp(0.125), 0.5)).ToArray();
        var other = Enumerable.Range(0, stable).Select(_ => LogNormal(Math.Exp(0.125), 0.5)).ToArray();
        var ticks = default(QuantileTicks);
        for (var part = 0; part < quantiles.Length; part++)
        {
            var limit = limits[part];
            ticks[part] = new(candidate, own.Count(x => x > margin * limit), own.Count(x => x > far * limit), stable, other.Count(x => x > limit));
        }

        return Evaluator.Observe(new(candidate, 0, stable) { Quantiles = ticks, Limit = limits[^1] * margin });
    }

    private int Bad(int calls, double rate)
    {
        var bad = 0;
        for (var call = 0; call < calls; call++)
        {
            bad += numbers.NextDouble() < rate ? 1 : 0;
        }

        return bad;
    }

    private void Take(GuardArm arm, int count, Func<double> value)
    {
        for (var i = 0; i < count; i++)
        {
            _values[i] = value();
        }

        Evaluator.Take(arm, _values.AsSpan(0, count));
    }

    private double LogNormal(double mean, double sigma)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - numbers.NextDouble())) * Math.Cos(2 * Math.PI * numbers.NextDouble());
        return mean * Math.Exp((sigma * normal) - (sigma * sigma / 2));
    }

    // The three quantiles the tests use.
    private static double Normal(double q) => q switch { 0.5 => 0, 0.9 => 1.2815515655446004, 0.95 => 1.6448536269514722, _ => 2.3263478740408408 };
}
