namespace Progressive.Statistics;

/// <summary>
/// Buckets whose bounds are powers of one number: bucket <c>i</c> is <c>(gamma^(i-1), gamma^i]</c>, as in DDSketch (Masson, Rim and Lee 2019). The value
/// that stands for a bucket errs by at most <c>(gamma-1)/(gamma+1)</c> of the true one.
/// </summary>
internal readonly struct GeometricBuckets
{
    private readonly double _logGamma;

    internal GeometricBuckets(double gamma)
    {
        Gamma = gamma;
        _logGamma = Math.Log(gamma);
    }

    internal double Gamma { get; }

    internal double RelativeError => (Gamma - 1) / (Gamma + 1);

    /// <summary>The coarsest buckets that know a value to <paramref name="relativeError"/>.</summary>
    internal static GeometricBuckets WithError(double relativeError) => new((1 + relativeError) / (1 - relativeError));

    internal int Index(double value) => (int)Math.Ceiling(Math.Log(value) / _logGamma);

    /// <summary>The value with equal relative distance to both bounds of bucket <paramref name="index"/>.</summary>
    internal double Estimate(int index) => 2 * Math.Pow(Gamma, index) / (Gamma + 1);
}
