using System.Runtime.Intrinsics;

namespace Progressive.Statistics;

/// <summary>
/// Bets of eight fixed sizes on a sequence that is at most 0 on average and never below -1: <c>ln(1 + lambda d)</c> summed is the logarithm of a gambler's capital, whose mean
/// never grows. Exact for every distribution; nothing is estimated (Waudby-Smith and Ramdas 2024).
/// </summary>
/// <remarks>Kept as products, logarithms are taken once a tick: a product of 64 factors of at least 0.1 stays far from underflow.</remarks>
internal sealed class BettingGrid
{
    internal const int Alternatives = 8;
    private const int ProductLength = 64;

    // A single factor below this comes only from a bet of 0.99 on the worst value there is.
    private const double SmallestFactor = 1e-4;

    // 63 factors of up to 801 and one of up to 8e8 stay below 1e200.
    private const double FoldAbove = 1e3;
    private const double LargestGain = 1e9;

    private readonly double[] _sizes;
    private readonly double[] _logs;
    private readonly double[] _products;
    private int _pending;

    /// <param name="sizes">Above 0 and below 1, so that no bet can lose everything.</param>
    internal BettingGrid(ReadOnlySpan<double> sizes)
    {
        // Bets of nothing fill the last lane.
        Count = sizes.Length;
        _sizes = new double[(sizes.Length + Lanes.Width - 1) / Lanes.Width * Lanes.Width];
        sizes.CopyTo(_sizes);
        _logs = new double[_sizes.Length];
        _products = new double[_sizes.Length];
        _products.AsSpan().Fill(1);
    }

    /// <summary>For one arm against a number, in units of that number: a value may be many times it, so small bets matter.</summary>
    internal static ReadOnlySpan<double> Absolute => [0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.8];

    /// <summary>For pairs, in units of the cap: nothing is above 1, so bets may be large.</summary>
    internal static ReadOnlySpan<double> Paired => [0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9];

    internal int Count { get; }

    /// <param name="d">At least -1; at most 0 on average while the promise holds. NaN is a mistake of the caller.</param>
    internal void Add(double d)
    {
        // A gain that is cut off makes the capital smaller, which is the safe side.
        d = Math.Min(d, LargestGain);
        var sizes = Lanes.Of(_sizes.AsSpan());
        var products = Lanes.Of(_products.AsSpan());
        for (var i = 0; i < products.Length; i++)
        {
            products[i] *= Vector256.Max(Vector256<double>.One + (sizes[i] * d), Vector256.Create(SmallestFactor));
        }

        if (++_pending == ProductLength || d > FoldAbove)
        {
            Fold();
        }
    }

    /// <summary>Adds what <paramref name="times"/> values of <paramref name="d"/> would: the calls still running.</summary>
    internal void AddTo(Span<double> logSums, double d, long times)
    {
        for (var k = 0; k < Count; k++)
        {
            logSums[k] += times * Math.Log(Math.Max(1 + (_sizes[k] * d), SmallestFactor));
        }
    }

    /// <summary>The logarithm of each capital.</summary>
    internal ReadOnlySpan<double> LogSums
    {
        get
        {
            Fold();
            return _logs.AsSpan(0, Count);
        }
    }

    /// <summary>Forgets what was added.</summary>
    internal void Clear()
    {
        _logs.AsSpan().Clear();
        _products.AsSpan().Fill(1);
        _pending = 0;
    }

    /// <summary>Continues from saved logarithms.</summary>
    internal void Restore(ReadOnlySpan<double> logSums)
    {
        Clear();
        logSums.CopyTo(_logs);
    }

    private void Fold()
    {
        if (_pending == 0)
        {
            return;
        }

        var logs = Lanes.Of(_logs.AsSpan());
        var products = Lanes.Of(_products.AsSpan());
        for (var i = 0; i < logs.Length; i++)
        {
            logs[i] += Vector256.Log(products[i]);
            products[i] = Vector256<double>.One;
        }

        _pending = 0;
    }
}
