using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Progressive.Assignment;

namespace Progressive.Rollouts;

/// <summary>What is happening to one revision of a flag's candidate. Immutable; every change is a transition of the state machine.</summary>
internal sealed record RolloutState
{
    /// <summary>Entries of history kept with the state; older ones are dropped.</summary>
    public const int MostHistory = 64;

    public required string Revision { get; init; }

    public RolloutPhase Phase { get; init; }

    public RolloutReason Reason { get; init; }

    /// <summary>Index into the plan's steps; -1 before the first.</summary>
    public int Step { get; init; } = -1;

    public Share Weight { get; init; }

    /// <summary>What members of segments have beyond <see cref="Weight"/>; none without steps by segment, and once everybody has everything.</summary>
    public ImmutableArray<SegmentShare> Segments { get; init; } = [];

    /// <summary>Accumulated from monotonic time while the rollout was progressing; downtime does not count.</summary>
    public TimeSpan TimeInStep { get; init; }

    /// <summary>The step's time is over and its evidence is not there.</summary>
    public bool IsHolding { get; init; }

    /// <summary>Accumulated in this step while holding; a pause and a freeze do not count.</summary>
    public TimeSpan TimeHolding { get; init; }

    public TimeSpan TimeInBake { get; init; }

    /// <summary>The bake is over: guards no longer decide.</summary>
    public bool IsBaked { get; init; }

    /// <summary>Stable can no longer serve: nothing takes this revision back any more.</summary>
    public bool IsCommitted { get; init; }

    /// <summary>The texts of guards whose breach was reported and did not roll back.</summary>
    public ImmutableArray<string> Reported { get; init; } = [];

    /// <summary>Set before the candidate's first call in a process, cleared when that process stops cleanly.</summary>
    public bool IsServing { get; init; }

    /// <summary>Processes in a row that died while the candidate served.</summary>
    public int Crashes { get; init; }

    /// <summary>Counts transitions and operator events, not evidence.</summary>
    public long Version { get; init; }

    /// <summary>The steps this state was last planned with; another text is a re-plan.</summary>
    public string PlanText { get; init; } = "";

    public ImmutableArray<RolloutTransition> History { get; init; } = [];

    /// <summary>Whether anybody may be served the candidate by its share.</summary>
    [JsonIgnore]
    public bool HasShare => Weight > Share.None || !Segments.IsEmpty;

    /// <summary>The present share of a segment, or of everybody.</summary>
    public Share ShareOf(string? segment)
    {
        if (segment is null)
        {
            return Weight;
        }

        foreach (var entry in Segments)
        {
            if (string.Equals(entry.Segment, segment, StringComparison.OrdinalIgnoreCase))
            {
                return entry.Share;
            }
        }

        return Share.None;
    }

    /// <summary>The same state with another share for a segment, or for everybody; once everybody has everything no segment has more.</summary>
    public RolloutState WithShare(string? segment, Share share)
    {
        if (segment is null)
        {
            return this with { Weight = share, Segments = share == Share.All ? [] : Segments };
        }

        var others = Segments.Where(entry => !string.Equals(entry.Segment, segment, StringComparison.OrdinalIgnoreCase));
        return this with { Segments = [.. others, new SegmentShare(segment, share)] };
    }

    /// <summary>Whether guards decide: a candidate may be served and the bake is not over, or it is committed and nothing else is left to watch over it.</summary>
    [JsonIgnore]
    public bool IsGuarded => Phase is RolloutPhase.Progressing or RolloutPhase.Paused || (Phase == RolloutPhase.Promoted && (!IsBaked || IsCommitted));

    /// <summary>Whether it is past its bake: nothing takes it back by itself any more, and what leaves a guard is only said.</summary>
    [JsonIgnore]
    public bool IsLeftAlone => Phase == RolloutPhase.Promoted && IsBaked && !IsCommitted;

    /// <summary>Whether the candidate can still be taken back for what its process does; past that it is what the service is.</summary>
    [JsonIgnore]
    public bool IsOnTrial => IsGuarded && !IsCommitted;
}
