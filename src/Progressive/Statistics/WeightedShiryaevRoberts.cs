namespace Progressive.Statistics;

/// <summary>
/// Evidence for a fault that began at an unknown tick: for each alternative <c>j</c> the sum over onsets <c>s</c> of <c>w_s q_j</c> times the likelihood ratio of what
/// was seen since, <c>R_t^j = (R_{t-1}^j + w_t q_j) e_t^j</c>. With weights and priors that sum to at most 1, <c>E = sum_j R^j</c> exceeds <c>1/alpha</c> with a probability of at most alpha, ever.
/// </summary>
/// <remarks>
/// <para>
/// Blocks are made of calls that <em>ended</em> in a tick, yet the theorem speaks of calls in the order they started, and a bad call may take longer than a good one: when
/// traffic stops, only slow failures still trickle in, and to an onset just before they would look like nothing but failures. So an onset is credited only with bad calls that <em>started</em>
/// after it. For this the sum is kept in generations of onsets, the <c>g</c>-th at least <c>2^(g-1)</c> ticks old, and a late bad call multiplies only
/// generations at least as old as itself. A good call multiplies all of them; that it may have started before some onset only lowers the evidence.
/// Whatever is left out makes E smaller than the supermartingale it stands for, so the bound holds for every relation between the outcome and the duration of a call.
/// </para>
/// <para>
/// Kept as plain numbers, not logarithms: one exponential for each alternative and tick instead of one for each generation too. A term that underflows or is cut off at
/// <see cref="Ceiling"/> becomes smaller than it should be, which is the safe side; likelihoods above <see cref="Ceiling"/> were a breach long before.
/// </para>
/// </remarks>
internal sealed class WeightedShiryaevRoberts
{
    internal const int Alternatives = 16;

    /// <summary>Three tests of 16: a latency guard's mixture of quantiles.</summary>
    internal const int MostAlternatives = 48;

    // Onsets of which every call seen is newer: the first tick, or everything carried over from an earlier process.
    private const int Origin = 0;
    private const int Newest = 1;
    private const int Generations = LateCounts.Classes + 1;
    private const double Ceiling = 1e200;
    private const double HighestExponent = 460;
    private const double LogOfNothing = -1e6;

    private delegate void RowsVisitor(Span<double> rows, ReadOnlySpan<double> factors, Span<double> sums);

    private readonly int _k;
    private readonly AlternativePriors _priors;
    private readonly double[] _terms;
    private readonly double[] _sums;
    private long _tick;

    /// <summary>Starts with the weight of an onset at the very first call.</summary>
    /// <param name="initialWeight">That weight.</param>
    /// <param name="priors">How an onset's weight is divided among the likelihood ratios, at most <see cref="MostAlternatives"/> and a multiple of four.</param>
    internal WeightedShiryaevRoberts(double initialWeight, AlternativePriors priors)
        : this(priors)
    {
        for (var j = 0; j < _k; j++)
        {
            _terms[j] = _sums[j] = initialWeight * priors.First[j];
        }
    }

    /// <summary>Continues from what <see cref="CopyLogTerms"/> wrote.</summary>
    /// <param name="logTerms">That.</param>
    /// <param name="priors">The same as for whoever wrote it.</param>
    /// <param name="mayBeLate">
    /// Whether calls that started before it was written may still end: where another process goes on watching, not where the one that served them is gone. Then nothing is credited with a late bad
    /// call as if it were older than it is known to be.
    /// </param>
    internal WeightedShiryaevRoberts(ReadOnlySpan<double> logTerms, AlternativePriors priors, bool mayBeLate = false)
        : this(priors)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(logTerms.Length, _k, nameof(logTerms));
        var terms = _terms.AsSpan((mayBeLate ? Newest : Origin) * _k, _k);
        for (var j = 0; j < _k; j++)
        {
            var term = Math.Exp(Math.Min(logTerms[j], HighestExponent));
            terms[j] = _sums[j] = double.IsNaN(term) ? 0 : term;
        }
    }

    private WeightedShiryaevRoberts(AlternativePriors priors)
    {
        _k = priors.First.Length;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_k, nameof(priors));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_k, MostAlternatives, nameof(priors));
        ArgumentOutOfRangeException.ThrowIfNotEqual(_k % Lanes.Width, 0, nameof(priors));
        _priors = priors;
        _terms = new double[Generations * _k];
        _sums = new double[_k];
    }

    /// <summary>Writes the logarithm of <c>R^j</c> over all generations; -1e6 stands for none, as JSON has no infinity.</summary>
    internal void CopyLogTerms(Span<double> destination)
    {
        for (var j = 0; j < _k; j++)
        {
            destination[j] = _sums[j] > 0 ? Math.Log(_sums[j]) : LogOfNothing;
        }
    }

    /// <summary>The logarithm of E if the running tick ended now.</summary>
    /// <param name="weight">The weight of an onset in the running tick.</param>
    /// <param name="logLikelihoods">Of the calls credited to every onset.</param>
    /// <param name="late">Bad calls that started before the running tick.</param>
    /// <param name="perLateCall">What one of them adds to each log likelihood ratio.</param>
    internal double LogE(double weight, ReadOnlySpan<double> logLikelihoods, in LateCounts late, ReadOnlySpan<double> perLateCall)
    {
        Span<double> factors = stackalloc double[_k];
        Span<double> sums = stackalloc double[_k];
        Exponentials(logLikelihoods, 0, perLateCall, factors);
        if (late.Total == 0)
        {
            for (var j = 0; j < _k; j++)
            {
                sums[j] = Math.Min(ChangeStatistics.Weighted(_sums[j], weight * _priors.Later[j], factors[j]), Ceiling);
            }

            return Math.Log(Lanes.Sum(sums));
        }

        for (var j = 0; j < _k; j++)
        {
            sums[j] = ChangeStatistics.Weighted(0, weight * _priors.Later[j], factors[j]);
        }

        var credited = 0L;
        for (var step = 1; step <= Generations; step++)
        {
            if (Credit(step, late, ref credited))
            {
                Exponentials(logLikelihoods, credited, perLateCall, factors);
            }

            Lanes.AddProducts(_terms.AsSpan(step % Generations * _k, _k), factors, Ceiling, sums);
        }

        return Math.Log(Lanes.Sum(sums));
    }

    /// <summary>Ends the running tick; parameters and result as above.</summary>
    internal double Commit(double weight, ReadOnlySpan<double> logLikelihoods, in LateCounts late, ReadOnlySpan<double> perLateCall)
    {
        Span<double> factors = stackalloc double[_k];
        Span<double> newest = stackalloc double[_k];
        Exponentials(logLikelihoods, 0, perLateCall, factors);
        for (var j = 0; j < _k; j++)
        {
            newest[j] = ChangeStatistics.Weighted(0, weight * _priors.Later[j], factors[j]);
            _sums[j] = newest[j];
        }

        if (late.Total == 0)
        {
            Lanes.MultiplyRows(_terms, factors, Ceiling, _sums);
        }
        else
        {
            CommitLate(logLikelihoods, late, perLateCall, factors);
        }

        Age();
        Lanes.Add(_terms.AsSpan(_k, _k), newest);
        return Math.Log(Lanes.Sum(_sums));
    }

    /// <summary>The logarithm of E if the running tick ended now, where late calls of each class say something of their own.</summary>
    /// <param name="weight">The weight of an onset in the running tick.</param>
    /// <param name="logLikelihoods">Of the calls credited to every onset.</param>
    /// <param name="late">What late calls add; each class at most once.</param>
    internal double LogE(double weight, ReadOnlySpan<double> logLikelihoods, IReadOnlyList<(int Class, double[] LogLikelihoods)> late)
    {
        Span<double> sums = stackalloc double[_k];
        Newcomers(weight, logLikelihoods, sums);
        Credit(logLikelihoods, late, sums, static (rows, factors, sums) => Lanes.AddProducts(rows, factors, Ceiling, sums));
        return Math.Log(Lanes.Sum(sums));
    }

    /// <summary>Ends the running tick; parameters and result as there.</summary>
    internal double Commit(double weight, ReadOnlySpan<double> logLikelihoods, IReadOnlyList<(int Class, double[] LogLikelihoods)> late)
    {
        Span<double> newest = stackalloc double[_k];
        Newcomers(weight, logLikelihoods, newest);
        newest.CopyTo(_sums);
        Credit(logLikelihoods, late, _sums, static (rows, factors, sums) => Lanes.MultiplyRows(rows, factors, Ceiling, sums));
        Age();
        Lanes.Add(_terms.AsSpan(_k, _k), newest);
        return Math.Log(Lanes.Sum(_sums));
    }

    /// <summary>Lets a tick without calls pass: onsets grow older, nothing is spent.</summary>
    internal void Age()
    {
        // Generation g hands over every 2^g ticks, the oldest pair first, so what it hands over has been in it for 2^(g-1) ticks, and the next begins at an age of 2^g.
        _tick++;
        for (var g = Generations - 2; g >= 1; g--)
        {
            if ((_tick & ((1L << g) - 1)) != 0)
            {
                continue;
            }

            var from = _terms.AsSpan(g * _k, _k);
            var to = _terms.AsSpan((g + 1) * _k, _k);
            Lanes.Add(to, from, Ceiling);
            from.Clear();
        }
    }

    private void CommitLate(ReadOnlySpan<double> logLikelihoods, in LateCounts late, ReadOnlySpan<double> perLateCall, Span<double> factors)
    {
        var credited = 0L;
        for (var step = 1; step <= Generations; step++)
        {
            if (Credit(step, late, ref credited))
            {
                Exponentials(logLikelihoods, credited, perLateCall, factors);
            }

            Lanes.MultiplyRows(_terms.AsSpan(step % Generations * _k, _k), factors, Ceiling, _sums);
        }
    }

    // Generation g is at least 2^(g-1) ticks old and takes late classes up to g-1; the origin, visited last, takes them all.
    private static bool Credit(int step, in LateCounts late, ref long credited)
    {
        if (step > LateCounts.Classes - 1)
        {
            var remaining = step == Generations ? late.Total - credited : 0;
            credited += remaining;
            return remaining != 0;
        }

        credited += late[step - 1];
        return late[step - 1] != 0;
    }

    private void Newcomers(double weight, ReadOnlySpan<double> logLikelihoods, Span<double> destination)
    {
        Exponentials(logLikelihoods, 0, default, destination);
        for (var j = 0; j < _k; j++)
        {
            destination[j] = ChangeStatistics.Weighted(0, weight * _priors.Later[j], destination[j]);
        }
    }

    private void Credit(ReadOnlySpan<double> logLikelihoods, IReadOnlyList<(int Class, double[] LogLikelihoods)> late, Span<double> sums, RowsVisitor visit)
    {
        Span<double> credited = stackalloc double[_k];
        Span<double> factors = stackalloc double[_k];
        logLikelihoods.CopyTo(credited);
        Exponentials(credited, 0, default, factors);
        for (var step = 1; step <= Generations; step++)
        {
            foreach (var (lateClass, logs) in late)
            {
                // As with counts: the oldest class belongs to the origin alone, which is visited last.
                if (step == (lateClass < LateCounts.Classes - 1 ? lateClass + 1 : Generations))
                {
                    Lanes.Add(credited, logs);
                    Exponentials(credited, 0, default, factors);
                }
            }

            visit(_terms.AsSpan(step % Generations * _k, _k), factors, sums);
        }
    }

    private static void Exponentials(ReadOnlySpan<double> logLikelihoods, long late, ReadOnlySpan<double> perLateCall, Span<double> destination)
    {
        if (late == 0)
        {
            logLikelihoods.CopyTo(destination);
        }
        else
        {
            for (var j = 0; j < destination.Length; j++)
            {
                destination[j] = logLikelihoods[j] + (late * perLateCall[j]);
            }
        }

        Lanes.Exp(destination, HighestExponent);
    }
}
