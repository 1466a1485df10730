namespace Progressive.Benchmarks.Evidence;

/// <summary>What other controllers do with error rates, by their documented rules; each looks once a minute. One object is one rollout.</summary>
internal abstract class Rival
{
    /// <summary>Told of a minute.</summary>
    /// <param name="candidate">The candidate's error rate in it.</param>
    /// <param name="stable">That of as many calls of stable.</param>
    /// <returns>Whether the candidate is taken back.</returns>
    public abstract bool Minute(double candidate, double stable);
}

/// <summary>An Argo Rollouts analysis with an interval of 60 s over a rate of one minute, and failureLimit 0: the first failed check. Or a Flagger threshold of five of them.</summary>
internal sealed class FailedChecks(double allowed, int most) : Rival
{
    private int _failed;

    public override bool Minute(double candidate, double stable) => candidate > allowed && ++_failed >= most;
}

/// <summary>
/// Kayenta's NetflixACAJudge on one critical metric: Mann-Whitney with a confidence of 98 % and a tolerance of 0.25 over the error rates of the last sixty minutes,
/// judged every minute from the tenth on.
/// </summary>
internal sealed class MannWhitneyJudge : Rival
{
    private const int FewestPoints = 10;
    private const int MostPoints = 60;
    private const double Tolerance = 0.25;

    private readonly Queue<double> _candidate = new();
    private readonly Queue<double> _stable = new();

    public override bool Minute(double candidate, double stable)
    {
        _candidate.Enqueue(candidate);
        _stable.Enqueue(stable);
        if (_candidate.Count > MostPoints)
        {
            _candidate.Dequeue();
            _stable.Dequeue();
        }

        // The judge calls it high only where the ratio of the means is 1 or more, too, and a ratio to nothing counts as high.
        if (_candidate.Count < FewestPoints || _candidate.Average() is var mean && (mean <= 0 || mean < _stable.Average()))
        {
            return false;
        }

        var shift = new MannWhitneyShift([.. _candidate], [.. _stable]);
        return shift.Low > Tolerance * Math.Abs(shift.Estimate);
    }
}
