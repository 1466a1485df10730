using System.Globalization;
using System.Text.Json.Nodes;

namespace Progressive.Definitions;

/// <summary>Writes a flag in code, as a file or configuration would. What is wrong with it is reported on load, together with everything else.</summary>
public sealed class FlagBuilder
{
    internal FlagBuilder()
    {
    }

    internal JsonObject Content { get; } = JsonNames.NewObject();

    /// <summary>Switches the flag off for everybody; beats everything else.</summary>
    /// <returns>This builder.</returns>
    public FlagBuilder Disabled()
    {
        Content["Enabled"] = false;
        return this;
    }

    /// <summary>Says what the flag is for, and for how long.</summary>
    /// <param name="description">For people.</param>
    /// <param name="owner">Who to ask.</param>
    /// <param name="expires">When the flag should be gone; nothing happens to calls then.</param>
    /// <param name="tags">Words to find it by.</param>
    /// <returns>This builder.</returns>
    public FlagBuilder Describe(string description, string? owner = null, DateOnly? expires = null, params ReadOnlySpan<string> tags)
    {
        ArgumentNullException.ThrowIfNull(description);
        Content["Description"] = description;
        if (owner is not null)
        {
            Content["Owner"] = owner;
        }

        if (expires is { } day)
        {
            Content["Expires"] = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        foreach (var tag in tags)
        {
            Content.AddTo("Tags", JsonValue.Create(tag));
        }

        return this;
    }

    /// <summary>Adds a variant, with or without a value.</summary>
    /// <param name="name">The variant's name.</param>
    /// <param name="value">Its value; null where the variant is only a name.</param>
    /// <param name="revision">Identity of what is tried; another one starts a rollout anew.</param>
    /// <returns>This builder.</returns>
    public FlagBuilder Variant(string name, JsonNode? value = null, string? revision = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var variant = JsonNames.NewObject();
        if (value is not null)
        {
            variant["Value"] = JsonNames.Copy(value);
        }

        if (revision is not null)
        {
            variant["Revision"] = revision;
        }

        Content.ObjectOf("Variants")[name] = variant;
        return this;
    }

    /// <summary>Says what is served where nothing else decides. Default: <c>stable</c> if there is one, else <c>off</c>.</summary>
    /// <param name="variant">The variant; never the rollout's candidate.</param>
    /// <returns>This builder.</returns>
    public FlagBuilder Default(string variant) => Set("Default", variant);

    /// <summary>Says what is served when the flag is off. Default: <c>stable</c> if there is one, else <c>off</c>.</summary>
    /// <param name="variant">The variant; never the rollout's candidate.</param>
    /// <returns>This builder.</returns>
    public FlagBuilder Off(string variant) => Set("Off", variant);

    /// <summary>Says what splits and rollouts stick by. Default: the targeting key.</summary>
    /// <param name="attribute">An attribute such as <c>tenant</c>; <c>targetingKey</c>; or <c>call</c> for a fresh decision each time.</param>
    /// <returns>This builder.</returns>
    public FlagBuilder StickBy(string attribute) => Set("StickBy", attribute);

    /// <summary>Sets what buckets are drawn with. Default: the flag's key in lower case.</summary>
    /// <param name="salt">Flags with the same salt put the same keys first.</param>
    /// <returns>This builder.</returns>
    public FlagBuilder Salt(string salt) => Set("Salt", salt);

    /// <summary>Names the variant that answers the failed calls of the others, where the work can be replayed. Default: none.</summary>
    /// <param name="variant">The variant, usually <c>stable</c>.</param>
    /// <returns>This builder.</returns>
    public FlagBuilder Fallback(string variant) => Set("Fallback", variant);

    /// <summary>Adds a rule after those that are there; the first that matches decides.</summary>
    /// <param name="serve">The variant for whoever meets the conditions.</param>
    /// <param name="conditions">The conditions; without one the rule matches everybody.</param>
    /// <returns>This builder.</returns>
    public FlagBuilder Rule(string serve, Action<RuleBuilder> conditions)
    {
        ArgumentException.ThrowIfNullOrEmpty(serve);
        ArgumentNullException.ThrowIfNull(conditions);
        var rule = new RuleBuilder();
        conditions(rule);
        rule.Content["Serve"] = serve;
        Content.AddTo("Rules", rule.Content);
        return this;
    }

    /// <summary>Adds a rule after those that are there, which says itself what it serves; the first that matches decides.</summary>
    /// <param name="rule">Writes the rule.</param>
    /// <returns>This builder.</returns>
    public FlagBuilder Rule(Action<RuleBuilder> rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var builder = new RuleBuilder();
        rule(builder);
        Content.AddTo("Rules", builder.Content);
        return this;
    }

    /// <summary>Makes the flag wait for another one: unless that serves one of the variants, this one is off. Every prerequisite has to be met.</summary>
    /// <param name="flag">The other flag's key.</param>
    /// <param name="variants">The variants that will do; at least one.</param>
    /// <returns>This builder.</returns>
    public FlagBuilder Prerequisite(string flag, params ReadOnlySpan<string> variants)
    {
        ArgumentException.ThrowIfNullOrEmpty(flag);
        var list = new JsonArray();
        foreach (var variant in variants)
        {
            list.Add((JsonNode?)JsonValue.Create(variant));
        }

        Content.ObjectOf("Prerequisites")[flag] = list;
        return this;
    }

    /// <summary>Says when the flag is anything but off.</summary>
    /// <param name="from">The first moment; null: since ever. Its offset is the one in which days begin and have names.</param>
    /// <param name="to">The first moment after the (first) window; null: for ever.</param>
    /// <param name="every">How the window comes again, such as <c>day</c>, <c>2 days</c> or <c>week on Mon, Wed</c>; null: it does not.</param>
    /// <param name="until">The last moment at which a window may begin; null: any.</param>
    /// <param name="times">How many windows there are; null: any number.</param>
    /// <param name="weekStart">The first day of a week, for every other week; null: Sunday.</param>
    /// <returns>This builder.</returns>
    public FlagBuilder Schedule(
        DateTimeOffset? from, DateTimeOffset? to, string? every = null, DateTimeOffset? until = null, int? times = null, DayOfWeek? weekStart = null)
    {
        Content["Schedule"] = ScheduleWriting.Of(from, to, every, until, times, weekStart);
        return this;
    }

    /// <summary>Lets browsers and other systems be told the flag's answers. Default: they are not.</summary>
    /// <returns>This builder.</returns>
    public FlagBuilder ForClients()
    {
        Content["Client"] = true;
        return this;
    }

    /// <summary>Says of what type the values of the variants are; those of another type are errors.</summary>
    /// <param name="type"><c>boolean</c>, <c>string</c>, <c>number</c> or <c>json</c>.</param>
    /// <returns>This builder.</returns>
    public FlagBuilder Type(string type) => Set("Type", type);

    /// <summary>Gives a variant a share of a static split; the shares have to make 100%.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="share">A percentage such as <c>12.5%</c>.</param>
    /// <returns>This builder.</returns>
    public FlagBuilder Split(string variant, string share)
    {
        ArgumentException.ThrowIfNullOrEmpty(variant);
        Content.ObjectOf("Split")[variant] = share;
        return this;
    }

    /// <summary>Adds a guard that closes variants other than the default; for flags without a rollout.</summary>
    /// <param name="guard">For example <c>error_rate &lt; 1%</c>.</param>
    /// <returns>This builder.</returns>
    public FlagBuilder Guard(string guard)
    {
        ArgumentNullException.ThrowIfNull(guard);
        Content.AddTo("Guards", JsonValue.Create(guard));
        return this;
    }

    /// <summary>Moves traffic from <c>stable</c> to <c>candidate</c> by a shared plan.</summary>
    /// <param name="plan">The plan's name.</param>
    /// <returns>This builder.</returns>
    public FlagBuilder Rollout(string plan) => Set("Rollout", plan);

    /// <summary>Moves traffic from <c>stable</c> to <c>candidate</c> by a shared plan, up to a share.</summary>
    /// <param name="plan">The plan's name.</param>
    /// <param name="upTo">The candidate's largest share, whatever the plan says: a percentage such as <c>10%</c>.</param>
    /// <returns>This builder.</returns>
    public FlagBuilder Rollout(string plan, string upTo)
    {
        ArgumentException.ThrowIfNullOrEmpty(plan);
        ArgumentException.ThrowIfNullOrEmpty(upTo);
        var rollout = JsonNames.NewObject();
        rollout["Plan"] = plan;
        rollout["UpTo"] = upTo;
        Content["Rollout"] = rollout;
        return this;
    }

    /// <summary>Moves traffic from <c>stable</c> to <c>candidate</c> by a plan of this flag's own.</summary>
    /// <param name="plan">Writes the plan.</param>
    /// <returns>This builder.</returns>
    public FlagBuilder Rollout(Action<PlanBuilder> plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var builder = new PlanBuilder();
        plan(builder);
        Content["Rollout"] = builder.Content;
        return this;
    }

    private FlagBuilder Set(string member, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        Content[member] = value;
        return this;
    }
}
