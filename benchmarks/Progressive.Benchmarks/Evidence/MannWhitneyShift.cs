namespace Progressive.Benchmarks.Evidence;

/// <summary>How far one sample lies above another: what R's <c>wilcox.test(conf.int = TRUE, exact = FALSE, correct = TRUE)</c> inverts the rank sum test for.</summary>
internal sealed class MannWhitneyShift
{
    // Two-sided 98 %.
    private const double Quantile = 2.3263478740408408;
    private const int Halvings = 40;

    private readonly double[] _x;
    private readonly double[] _y;
    private readonly (double Value, bool IsX)[] _union;

    public MannWhitneyShift(double[] x, double[] y)
    {
        (_x, _y) = (x, y);
        _union = new (double, bool)[x.Length + y.Length];
        Estimate = Root(0, corrects: false);
        Low = Root(Quantile, corrects: true);
    }

    /// <summary>The lower end of the interval.</summary>
    public double Low { get; }

    /// <summary>The estimate of Hodges and Lehmann.</summary>
    public double Estimate { get; }

    private double Root(double quantile, bool corrects)
    {
        var (low, high) = (_x.Min() - _y.Max(), _x.Max() - _y.Min());
        if (Difference(low, quantile, corrects) <= 0)
        {
            return low;
        }

        if (Difference(high, quantile, corrects) >= 0)
        {
            return high;
        }

        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            if (Difference(middle, quantile, corrects) > 0)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return (low + high) / 2;
    }

    // The standardised rank sum of x shifted down by d, minus the quantile: falls as d grows.
    private double Difference(double d, double quantile, bool corrects)
    {
        double m = _x.Length, n = _y.Length;
        for (var i = 0; i < _x.Length; i++)
        {
            _union[i] = (_x[i] - d, true);
        }

        for (var i = 0; i < _y.Length; i++)
        {
            _union[_x.Length + i] = (_y[i], false);
        }

        Array.Sort(_union, static (a, b) => a.Value.CompareTo(b.Value));
        var (ranks, ties) = (0.0, 0.0);
        for (var from = 0; from < _union.Length;)
        {
            var to = from;
            var ofX = 0;
            while (to < _union.Length && _union[to].Value == _union[from].Value)
            {
                ofX += _union[to++].IsX ? 1 : 0;
            }

            double equal = to - from;
            ranks += ofX * ((from + to + 1) / 2.0);
            ties += (equal * equal * equal) - equal;
            from = to;
        }

        var z = ranks - (m * (m + 1) / 2) - (m * n / 2);
        var sigma = Math.Sqrt(m * n / 12 * (m + n + 1 - (ties / ((m + n) * (m + n - 1)))));
        return sigma == 0 ? -quantile : ((z - (corrects ? Math.Sign(z) * 0.5 : 0)) / sigma) - quantile;
    }
}
