namespace Progressive.Statistics;

/// <summary>
/// What a pair of means says against <c>E[X] &lt;= c E[Y] + d</c> (or <c>>=</c>), for values from 0 to a cap: <c>(x - c y - d)</c> over the most it can lose, so never below -1 and,
/// while the promise holds, at most 0 on average.
/// </summary>
internal readonly struct PairBet
{
    private readonly double _c;
    private readonly double _d;
    private readonly double _scale;

    /// <param name="c">0 or more.</param>
    /// <param name="d">The difference.</param>
    /// <param name="cap">No value is above it.</param>
    /// <param name="above">Whether the bet wins when the candidate lies above the line.</param>
    internal PairBet(double c, double d, double cap, bool above)
    {
        (_c, _d) = (c, d);
        var most = above ? (c * cap) + Math.Max(0, d) : cap + Math.Max(0, -d);
        _scale = most > 0 ? (above ? 1 : -1) / most : 0;
    }

    internal double Of(double candidate, double stable) => _scale * (candidate - (_c * stable) - _d);
}
