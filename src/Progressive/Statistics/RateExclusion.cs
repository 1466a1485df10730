namespace Progressive.Statistics;

/// <summary>
/// The mirror of <see cref="BernoulliGrid"/>: evidence that a rate is <em>below</em> a rate one fears. Tests <c>p >= feared</c> against
/// <c>feared/1.5</c> … <c>feared/100</c> (16, geometric), and stays valid however often it is looked at.
/// </summary>
internal static class RateExclusion
{
    /// <summary>The probability of excluding a rate that is true, ever.</summary>
    internal const double Error = 0.05;

    private const int Alternatives = 16;
    private const double SmallestRatio = 1.5;
    private const double LargestRatio = 100;
    private const long MostMissingCalls = 1L << 50;
        /// <summary>The logarithm of the e-value that excludes.</summary>
    internal static readonly double Needed = Math.Log(1 / Error);


    /// <summary>The logarithm of the e-value against the rate being <paramref name="feared"/> or higher.</summary>
    internal static double LogE(double feared, long bad, long others)
    {
        feared = Probability.Clamp(feared);
        Span<double> likelihoods = stackalloc double[Alternatives];
        var logComplement = Probability.Log1P(-feared);
        for (var j = 0; j < Alternatives; j++)
        {
            var logRatio = Math.Log(SmallestRatio) + (Math.Log(LargestRatio / SmallestRatio) * j / (Alternatives - 1));
            likelihoods[j] = (-bad * logRatio) + (others * (Probability.Log1P(-feared * Math.Exp(-logRatio)) - logComplement));
        }

        return LogSpace.SumExp(likelihoods) - Math.Log(Alternatives);
    }

    /// <summary>Whether the rate being <paramref name="feared"/> or higher is excluded. A rate of 1 and above is, since no call need be bad.</summary>
    internal static bool IsExcluded(double feared, long bad, long others) => IsExcluded(feared, bad, others, Needed);

    private static bool IsExcluded(double feared, long bad, long others, double needed) => feared >= 1 || LogE(feared, bad, others) >= needed;

    /// <summary>How many further calls, all good, exclude <paramref name="feared"/>; 0 when it is excluded, <see cref="long.MaxValue"/> beyond 2^50.</summary>
    internal static long MissingCalls(double feared, long bad, long others) => MissingCalls(feared, bad, others, Needed);

    /// <summary>As above, for an e-value that is needed elsewhere.</summary>
    internal static long MissingCalls(double feared, long bad, long others, double needed)
    {
        if (IsExcluded(feared, bad, others, needed))
        {
            return 0;
        }

        // Each alternative gains from every good call, so the e-value rises with them and doubling brackets the answer.
        var high = 1L;
        while (!IsExcluded(feared, bad, others + high, needed))
        {
            high <<= 1;
            if (high > MostMissingCalls)
            {
                return long.MaxValue;
            }
        }

        var low = high >> 1;
        while (high - low > 1)
        {
            var middle = low + ((high - low) >> 1);
            if (IsExcluded(feared, bad, others + middle, needed))
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }

        return high;
    }

    /// <summary>The highest rate the calls seen do not exclude, to a relative 1e-9; 1 when nothing is excluded.</summary>
    internal static double WorstRate(long bad, long others) => WorstRate(bad, others, Needed);

    /// <summary>As above, for an e-value that is needed elsewhere.</summary>
    internal static double WorstRate(long bad, long others, double needed)
    {
        const int Halvings = 60;
        var low = Probability.Logit(Probability.Clamp((double)bad / Math.Max(1, bad + others)));
        var high = Probability.Logit(1 - Probability.Smallest);
        if (!IsExcluded(1 - Probability.Smallest, bad, others, needed))
        {
            return 1;
        }

        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            if (IsExcluded(Probability.FromLogit(middle), bad, others, needed))
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }

        return Probability.FromLogit(high);
    }

    /// <summary>The lowest rate the calls seen do not exclude, by <see cref="BernoulliGrid"/>; 0 when nothing is excluded. For display: it costs 100 microseconds.</summary>
    internal static double BestRate(long bad, long others, double needed)
    {
        const int Halvings = 40;
        if (bad == 0 || new BernoulliGrid(Probability.Smallest).LogE(bad, others) < needed)
        {
            return 0;
        }

        var low = Probability.Logit(Probability.Smallest);
        var high = Probability.Logit(Probability.Clamp((double)bad / (bad + others)));
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            if (new BernoulliGrid(Probability.FromLogit(middle)).LogE(bad, others) >= needed)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return Probability.FromLogit(low);
    }
}
