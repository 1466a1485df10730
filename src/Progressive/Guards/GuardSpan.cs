using Progressive.Statistics;

namespace Progressive.Guards;

/// <summary>
/// What one process learned about one guard in a span of ticks, so that another can judge by it. All of it are sums: spans that follow each other, and spans of several processes, are added.
/// </summary>
/// <remarks>
/// Each term is the logarithm of a factor whose conditional mean is at most 1 while the guard is kept, with everything it depends on known before the calls it is about, in the process that
/// made it. Calls of several processes stand in one order in time, whoever served them; so the sum over processes is that of one supermartingale, and pooling costs nothing
/// of the allowance for false alarms. That holds for every kind of guard, against a number and against the stable of the same process, and needs nobody's histogram.
/// </remarks>
internal sealed record GuardSpan
{
    /// <summary>The canonical text of the guard.</summary>
    public required string Guard { get; init; }

    /// <summary>What was added to each log likelihood ratio, for every onset before the span or at its beginning.</summary>
    public required double[] LogLikelihoods { get; init; }

    /// <summary>The same of calls that started before the span: only for onsets that are older than they.</summary>
    public LateSpan[] Late { get; init; } = [];

    /// <summary>What calls that were running at the end would add if they all turned out well; empty for nothing. A level, not a sum.</summary>
    public double[] Running { get; init; } = [];

    /// <summary>What was added to the evidence for exclusion; empty where counts say it.</summary>
    public double[] Exclusions { get; init; } = [];

    public GuardTally Tally { get; init; }

    /// <summary>Whether every bad call was of one sticking key.</summary>
    public bool IsOfOneKey { get; init; }

    /// <summary>Whether it says nothing: no tick in it could.</summary>
    public bool IsEmpty => LogLikelihoods.Length == 0;

    /// <summary>Whether its parts fit each other; what comes from elsewhere may be anything.</summary>
    public bool IsSound => Guard is not null && LogLikelihoods is not null
        && (Running.Length == 0 || Running.Length == LogLikelihoods.Length)
        && Late.All(late => late.Class is >= 0 and < LateCounts.Classes && late.LogLikelihoods.Length == LogLikelihoods.Length)
        && Tally is { CandidateCalls: >= 0, CandidateBad: >= 0, StableCalls: >= 0, StableBad: >= 0 }
        && Tally.CandidateBad <= Tally.CandidateCalls;

    /// <summary>Whether both are sums of the same terms, so that they can be added; where one says nothing they are.</summary>
    public bool IsLike(GuardSpan other) => IsEmpty || other.IsEmpty || (LogLikelihoods.Length == other.LogLikelihoods.Length && Exclusions.Length == other.Exclusions.Length);

    public static GuardSpan Empty(string guard) => new() { Guard = guard, LogLikelihoods = [] };

    /// <summary>This span and the one that follows it in the same process.</summary>
    public GuardSpan Then(GuardSpan next) => Sum(next, next.Running);

    /// <summary>This span and that of another process.</summary>
    public GuardSpan With(GuardSpan other) => Sum(other, Plus(Running, other.Running));

    private GuardSpan Sum(GuardSpan other, double[] running) => this with
    {
        LogLikelihoods = Plus(LogLikelihoods, other.LogLikelihoods),
        Late = LateSpan.Sum([.. Late, .. other.Late]),
        Running = running,
        Exclusions = Plus(Exclusions, other.Exclusions),
        Tally = Tally + other.Tally,

        // One key may well be sent to several processes: spans of one key each are taken to be of the same.
        IsOfOneKey = (IsOfOneKey || Tally.CandidateBad == 0) && (other.IsOfOneKey || other.Tally.CandidateBad == 0) && (IsOfOneKey || other.IsOfOneKey),
    };

    private static double[] Plus(double[] left, double[] right)
    {
        if (left.Length == 0 || right.Length == 0)
        {
            return left.Length == 0 ? right : left;
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(right.Length, left.Length);
        var sum = new double[left.Length];
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] = left[i] + right[i];
        }

        return sum;
    }
}

/// <summary>What bad calls added that started before the span they ended in.</summary>
/// <param name="Class">How long before, in spans: a class of <see cref="LateCounts"/>.</param>
/// <param name="LogLikelihoods">What they add to each log likelihood ratio.</param>
internal sealed record LateSpan(int Class, double[] LogLikelihoods)
{
    /// <summary>One for each class, the youngest first.</summary>
    public static LateSpan[] Sum(IReadOnlyList<LateSpan> spans) => spans.Count <= 1 ? [.. spans]
        : [.. spans.GroupBy(static span => span.Class).OrderBy(static group => group.Key).Select(static group => new LateSpan(group.Key, Sum([.. group.Select(static span => span.LogLikelihoods)])))];

    private static double[] Sum(double[][] vectors)
    {
        var sum = (double[])vectors[0].Clone();
        for (var v = 1; v < vectors.Length; v++)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(vectors[v].Length, sum.Length);
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += vectors[v][i];
            }
        }

        return sum;
    }
}
