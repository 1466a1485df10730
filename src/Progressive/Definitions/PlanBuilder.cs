using System.Text.Json.Nodes;
using Progressive.Diagnostics;
using Progressive.Rollouts;

namespace Progressive.Definitions;

/// <summary>Writes a plan in code. What is wrong with it is reported on load, together with everything else.</summary>
public sealed class PlanBuilder
{
    internal PlanBuilder()
    {
    }

    internal JsonObject Content { get; } = JsonNames.NewObject();

    /// <summary>Adds a step.</summary>
    /// <param name="step">For example <c>preview</c>, <c>10% for 30m</c>, <c>approval</c>, <c>100%</c> or <c>commit</c>.</param>
    /// <returns>This builder.</returns>
    public PlanBuilder Step(string step)
    {
        ArgumentNullException.ThrowIfNull(step);
        Content.AddTo("Steps", JsonValue.Create(step));
        return this;
    }

    /// <summary>Adds a guard.</summary>
    /// <param name="guard">For example <c>error_rate &lt; 1%</c>.</param>
    /// <returns>This builder.</returns>
    public PlanBuilder Guard(string guard)
    {
        ArgumentNullException.ThrowIfNull(guard);
        Content.AddTo("Guards", JsonValue.Create(guard));
        return this;
    }

    /// <summary>Says how long guards still decide after 100%. Default: not at all.</summary>
    /// <param name="bake">Zero or more.</param>
    /// <returns>This builder.</returns>
    public PlanBuilder Bake(TimeSpan bake)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bake, TimeSpan.Zero);
        Content["Bake"] = DurationText.Format(bake);
        return this;
    }

    /// <summary>Says what happens when a guard is breached. Default: the candidate is taken back.</summary>
    /// <param name="action">What happens.</param>
    /// <returns>This builder.</returns>
    public PlanBuilder OnBreach(BreachAction action)
    {
        Content["OnBreach"] = PlanWords.Of(action);
        return this;
    }

    /// <summary>Says how long a step may hold for evidence, and what happens then. Default: it holds for as long as it takes.</summary>
    /// <param name="maxHold">More than zero; not counted while paused or frozen.</param>
    /// <param name="then">What happens when it is over.</param>
    /// <returns>This builder.</returns>
    public PlanBuilder MaxHold(TimeSpan maxHold, UndecidedAction then = UndecidedAction.Hold)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(maxHold, TimeSpan.Zero);
        Content["MaxHold"] = DurationText.Format(maxHold);
        Content["OnUndecided"] = PlanWords.Of(then);
        return this;
    }

    /// <summary>Has guards on latency leave out the candidate's first calls in each process, because it compiles and fills caches. Errors count all the same.</summary>
    /// <param name="time">How long after the first call, at least; zero or more.</param>
    /// <param name="calls">How many calls have to have started, whatever the time; zero or more.</param>
    /// <returns>This builder.</returns>
    public PlanBuilder WarmUp(TimeSpan time, long calls = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(calls);
        Content["WarmUp"] = DurationText.Format(time);
        Content["WarmUpCalls"] = calls;
        return this;
    }

    /// <summary>Adds a time in which the plan raises nothing by itself.</summary>
    /// <param name="window">For example <c>Fri 15:00 - Mon 08:00 Europe/Stockholm</c>, <c>22:00 - 06:00 UTC</c> or <c>2026-12-20 - 2027-01-02 UTC</c>.</param>
    /// <returns>This builder.</returns>
    public PlanBuilder Freeze(string window)
    {
        ArgumentNullException.ThrowIfNull(window);
        Content.AddTo("Freeze", JsonValue.Create(window));
        return this;
    }

    /// <summary>Sets the candidate's largest share, whatever the steps say; for a plan of a flag's own. Default: 100%.</summary>
    /// <param name="share">A percentage such as <c>10%</c>.</param>
    /// <returns>This builder.</returns>
    public PlanBuilder UpTo(string share)
    {
        ArgumentException.ThrowIfNullOrEmpty(share);
        Content["UpTo"] = share;
        return this;
    }
}
