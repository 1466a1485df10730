namespace Progressive.Rollouts;

/// <summary>Settings of every rollout in this process.</summary>
public sealed class RolloutOptions
{
    /// <summary>
    /// The chance of taking a candidate back that keeps within its guard, for each guard over the whole rollout however often it is looked at.
    /// More than 0 and at most 0.5; default 0.01.
    /// </summary>
    public double Alpha { get; set; } = 0.01;

    /// <summary>
    /// How many times stable's odds of an error a step has to exclude, for rates against stable that name no margin (<c>error_rate &lt; stable</c>). That guard is
    /// breached by any candidate found worse; no number of calls shows that it is not a little worse. Above 1; default 2.
    /// </summary>
    public double ErrorMargin { get; set; } = 2;

    /// <summary>The same for latency, means and quantiles against stable: the factor on stable's value. Above 1; default 1.2.</summary>
    public double ValueMargin { get; set; } = 1.2;

    /// <summary>
    /// A rate too small to matter: a candidate shown to be below it has earned its step against stable, whatever stable does. From 0 to below 1;
    /// default 0.001. With 0 two variants that never fail cannot be told from each other, and such a step is never earned.
    /// </summary>
    public double NegligibleRate { get; set; } = 0.001;

    /// <summary>Candidate calls that each step needs at least, whatever the evidence. Zero or more; default 0.</summary>
    public long FewestCallsPerStep { get; set; }

    /// <summary>
    /// How often, on average at most, each guard of a candidate that is promoted, past its bake and within the guard may raise a false alarm. Such an alarm takes nothing back; it is
    /// logged, counted and sent to webhooks. A longer time finds a fault later: with ten times as long, by as many bad calls as make the evidence ten times as large. From 1 hour to
    /// 10 years of traffic; default 30 days.
    /// </summary>
    public TimeSpan FalseAlarmEvery { get; set; } = UsualFalseAlarmEvery;

    internal static TimeSpan UsualFalseAlarmEvery { get; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Whether of the bad outcomes of one sticking key only one counts in each tick of 200 ms, and one key alone takes no candidate back unless the
    /// evidence is overwhelming. Default true; false counts every call, which is right where calls of one key are independent of each other.
    /// </summary>
    public bool CollapseBursts { get; set; } = true;
}
