using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>What the state store keeps of one flag: the kill switch, closed variants, and the rollouts of its last revisions.</summary>
internal sealed record FlagRecord
{
    public const int MostRollouts = 16;

    private const int OldHistory = 8;

    /// <summary>The format this version writes, and the newest that it reads.</summary>
    public const int NewestFormat = 1;

    public static FlagRecord Empty { get; } = new();

    public int Format { get; init; } = NewestFormat;

    public KillRecord? Kill { get; init; }

    /// <summary>When somebody last took a kill and closures back, by the wall clock and never before what was taken back: a process that did not hear of it must not bring them back.</summary>
    public DateTimeOffset? Restored { get; init; }

    /// <summary>Variants closed by the guards of a flag without a rollout.</summary>
    public ImmutableArray<ClosedVariant> Closed { get; init; } = [];

    /// <summary>The rollouts of this flag, by revision; the one changed last stands last.</summary>
    public ImmutableArray<RolloutRecord> Rollouts { get; init; } = [];

    /// <summary>Members that a newer version wrote; kept when an older one writes.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }

    /// <summary>The time of something that is done to this record: after whatever was taken back, though the clock of who did that was ahead.</summary>
    public DateTimeOffset After(DateTimeOffset now) => Restored >= now ? Restored.Value.AddTicks(1) : now;

    /// <summary>The same flag, neither killed nor with a variant closed.</summary>
    public FlagRecord Restore(DateTimeOffset now)
    {
        // The clocks of two machines need not agree, and what is taken back was there before.
        DateTimeOffset[] before = [.. Closed.Select(static closed => closed.At), Kill?.At ?? now, Restored ?? now];
        var last = before.Max();
        return this with { Kill = null, Closed = [], Restored = last > now ? last : now };
    }

    public RolloutRecord? Find(string revision)
    {
        // On every tick, so without a delegate for each.
        foreach (var rollout in Rollouts)
        {
            if (string.Equals(rollout.State.Revision, revision, StringComparison.Ordinal))
            {
                return rollout;
            }
        }

        return null;
    }

    public FlagRecord With(RolloutRecord rollout)
    {
        var others = Rollouts.RemoveAll(r => string.Equals(r.State.Revision, rollout.State.Revision, StringComparison.Ordinal));
        if (others.Length >= MostRollouts)
        {
            others = others.RemoveAt(0);
        }

        // A record has to fit the store whatever happened: revisions of the past keep the end of their history, which says how they ended.
        if (others.Any(o => o.State.History.Length > OldHistory))
        {
            others = [.. others.Select(o => o.State.History.Length <= OldHistory
                ? o
                : o with { State = o.State with { History = o.State.History[^OldHistory..] } })];
        }

        return this with { Rollouts = others.Add(rollout) };
    }
}

/// <summary>Who killed a flag, when and why.</summary>
internal sealed record KillRecord(DateTimeOffset At, string By, string Reason);

/// <summary>A variant that the guards of a flag without a rollout closed.</summary>
internal sealed record ClosedVariant(string Variant, string? Revision, DateTimeOffset At, string Evidence);

/// <summary>A rollout's state and the evidence of its guards, so that a restart renews no alpha.</summary>
internal sealed record RolloutRecord(RolloutState State, ImmutableArray<GuardEvidence> Evidence);
