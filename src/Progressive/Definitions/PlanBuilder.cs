using System.Text.Json.Nodes;
using Progressive.Diagnostics;

namespace Progressive.Definitions;

/// <summary>Writes a plan in code. What is wrong with it is reported on load, together with everything else.</summary>
public sealed class PlanBuilder
{
    internal PlanBuilder()
    {
    }

    internal JsonObject Content { get; } = JsonNames.NewObject();

    /// <summary>Adds a step.</summary>
    /// <param name="step">For example <c>10% for 30m</c>, <c>approval</c> or <c>100%</c>.</param>
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
}
