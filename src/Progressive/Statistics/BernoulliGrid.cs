namespace Progressive.Statistics;

/// <summary>
/// Tests that a rate is at most <c>p0</c> against 16 higher rates at once: the mean of 16 likelihood ratios is an e-value, so
/// it may be looked at after every call, and it exceeds <c>1/alpha</c> with a probability of at most <c>alpha</c> (Ville 1939).
/// </summary>
/// <remarks>
/// Each ratio has a conditional mean of at most 1 whenever the next call is bad with a probability of at most <c>p0</c> given the
/// past, because every alternative lies above <c>p0</c>: neither independence nor a constant rate is assumed. Alternatives are
/// equally spaced in logit from <c>logit(p0) + ln 1.5</c> to <c>logit(0.99)</c>; rates below about <c>1.23 p0</c> are tolerated for ever.
/// </remarks>
internal sealed class BernoulliGrid
{
    internal const int Alternatives = 16;
    private const double SmallestOddsRatio = 1.5;
    private const double HighestAlternative = 0.99;

    private readonly double[] _bad = new double[Alternatives];
    private readonly double[] _other = new double[Alternatives];
    private readonly double _first;
    private readonly double _last;

    /// <param name="p0">The highest allowed rate; 0 and 1 are moved inwards to 1e-9 and 1 - 1e-9.</param>
    internal BernoulliGrid(double p0)
    {
        var logit0 = Probability.Logit(Probability.Clamp(p0));
        _first = logit0 + Math.Log(SmallestOddsRatio);

        // Above p0 = 0.985 the usual top lies below the first alternative; then the grid spans one more factor of odds.
        _last = Math.Max(Probability.Logit(HighestAlternative), _first + Math.Log(SmallestOddsRatio));
        for (var j = 0; j < Alternatives; j++)
        {
            var logit = _first + ((_last - _first) * j / (Alternatives - 1));
            _bad[j] = Probability.LogOf(logit) - Probability.LogOf(logit0);
            _other[j] = Probability.LogOfComplement(logit) - Probability.LogOfComplement(logit0);
        }
    }

    /// <summary>
    /// From the start a small excess needs every bit of weight, and a large one shows in a few calls whatever it is given, as three have to be bad anyhow. A later onset costs
    /// ten nats more, and there is nothing to be taken from the large ones.
    /// </summary>
    internal static AlternativePriors Priors { get; } = new(AlternativePriors.Normalised(Alternatives, static j => -0.12 * j), AlternativePriors.Even(Alternatives).Later);

    internal double FirstAlternative => Probability.FromLogit(_first);

    internal double LastAlternative => Probability.FromLogit(_last);

    /// <summary>What one bad call adds to each log likelihood ratio.</summary>
    internal ReadOnlySpan<double> PerBadCall => _bad;

    /// <summary>Writes the log likelihood ratio of each alternative to <c>p0</c>.</summary>
    internal void LogLikelihoods(long bad, long others, Span<double> destination)
    {
        for (var j = 0; j < Alternatives; j++)
        {
            destination[j] = (bad * _bad[j]) + (others * _other[j]);
        }
    }

    /// <summary>The logarithm of the e-value of all calls seen.</summary>
    internal double LogE(long bad, long others)
    {
        Span<double> likelihoods = stackalloc double[Alternatives];
        LogLikelihoods(bad, others, likelihoods);
        return LogSpace.SumExp(likelihoods) - Math.Log(Alternatives);
    }
}
