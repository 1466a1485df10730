namespace Progressive.Statistics;

/// <summary>
/// The onset weights of <see cref="WeightedShiryaevRoberts"/>: 0.48 for a fault that is there from the first call, 0.42 spread evenly over the planned
/// length of the rollout, 0.10 for ever after.
/// </summary>
/// <remarks>
/// With <c>H</c> the horizon in ticks: <c>w_1 = 0.48</c>; <c>w_t = 0.42/H</c> for <c>2 &lt;= t &lt;= H+1</c>; <c>w_t = 0.1 ln(H+1) / (t ln² t)</c> for <c>t >= H+2</c>.
/// The sum is at most 1: the first two parts are 0.48 and 0.42, and as <c>1/(t ln² t)</c> falls, its sum from <c>H+2</c> is at most its integral from
/// <c>H+1</c>, which is <c>1/ln(H+1)</c> (the antiderivative is <c>-1/ln t</c>). The tail begins after the horizon because a tail from
/// <c>t = 2</c> spends most of its weight on the first ticks, which need none: with H = 3600 this one is 8 times heavier at tick 100,000, a whole bad call less to wait for.
/// Weights are fixed beforehand (predictable), which is all the theorem asks.
/// </remarks>
internal readonly struct WeightSchedule
{
    private const double AtStart = 0.48;
    private const double WithinHorizon = 0.42;
    private const double AfterHorizon = 0.10;

    private readonly long _horizon;
    private readonly double _tail;

    /// <summary>A watch without an end: each tick weighs 1, which makes the sum the statistic of Shiryaev and Roberts, and 1/alpha the average number of ticks to a false alarm.</summary>
    internal const long Endless = 0;

    /// <param name="horizonTicks">The planned length of the rollout in ticks with traffic, at least 1; or <see cref="Endless"/>.</param>
    internal WeightSchedule(long horizonTicks)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(horizonTicks);
        _horizon = horizonTicks;
        _tail = AfterHorizon * Math.Log(horizonTicks + 1.0);
    }

    /// <summary>The weight of an onset at tick <paramref name="tick"/>, counted from 1.</summary>
    internal double this[long tick]
    {
        get
        {
            if (_horizon == Endless)
            {
                return 1;
            }

            if (tick <= 1)
            {
                return AtStart;
            }

            if (tick <= _horizon + 1)
            {
                return WithinHorizon / _horizon;
            }

            var log = Math.Log(tick);
            return _tail / (tick * log * log);
        }
    }
}
