using System.Runtime.CompilerServices;
using Progressive.Assignment;
using Progressive.Flags.Rules;

namespace Progressive.Flags;

/// <summary>A flag as it runs: indices and hashes instead of names, nothing left to parse. Immutable.</summary>
internal sealed class CompiledFlag
{
    private readonly WeightTimeline? _timeline;
    private readonly (Segment Segment, Share Share)[] _segments = [];
    private readonly int _drawnSegment = -1;
    private readonly Evaluation?[]? _disabledBy;
    private readonly Availability?[]? _unavailable;

    // Made once for this state: with a rollout the answers stable and candidate, with a split one for each variant, otherwise the default.
    private readonly Evaluation[] _answers = [];

    public CompiledFlag(CompiledFlagParts parts)
        : this(parts, FlagState.Initial)
    {
    }

    private CompiledFlag(CompiledFlagParts parts, FlagState state)
    {
        Parts = parts;
        var variants = parts.Variants;
        Availability?[]? unavailable = null;
        foreach (var variant in variants)
        {
            if (AvailabilityOf(variant, state) is { IsAvailable: false } availability)
            {
                unavailable ??= new Availability?[variants.Length];
                unavailable[variant.Index] = availability;
            }
        }

        var off = variants[parts.Off];
        _unavailable = unavailable;
        if (unavailable is not null)
        {
            _disabledBy = new Evaluation?[variants.Length];
            for (var i = 0; i < variants.Length; i++)
            {
                _disabledBy[i] = unavailable[i] is { } why && i != parts.Off
                    ? off.Make(Key, EvaluationReason.Disabled, cause: $"{variants[i].Name} is {Word(why.Kind)}: {why.Cause}")
                    : null;
            }
        }

        // Where stable can no longer serve, whoever would get it (by a rule, for want of a key) gets the candidate. A kill is a person's word, and answers Off as it is written.
        if (state.IsCommitted && parts.Rollout is { } committed && string.Equals(state.Revision, variants[committed.Candidate].Revision, StringComparison.Ordinal))
        {
            _disabledBy ??= new Evaluation?[variants.Length];
            _disabledBy[committed.Stable] = _disabledBy[committed.Candidate]
                ?? variants[committed.Candidate].Make(Key, EvaluationReason.Static, cause: "the rollout is committed, so stable can no longer serve");
            IsCommitted = true;
        }

        Weight = parts.Rollout is { } rollout && string.Equals(state.Revision, variants[rollout.Candidate].Revision, StringComparison.Ordinal)
            ? state.Weight
            : Share.None;
        IsKilled = state.KillReason is not null;
        _timeline = state.Timeline;
        if (parts.Rollout is { Segments.Length: > 0 } bySegment && string.Equals(state.Revision, variants[bySegment.Candidate].Revision, StringComparison.Ordinal))
        {
            _segments = [.. bySegment.Segments.Select(segment => (segment, ShareOf(state, segment.Name))).Where(static entry => entry.Item2 > Share.None)];
            _drawnSegment = Array.FindIndex(_segments, entry => string.Equals(entry.Segment.Name, state.DrawnSegment, StringComparison.OrdinalIgnoreCase));
        }

        var isGated = parts.Prerequisites.Length > 0 || parts.Schedule is not null;
        IsPlain = !isGated && parts.Rules.Length == 0 && _segments.Length == 0;
        if (IsKilled)
        {
            Everybody = off.Make(Key, EvaluationReason.Disabled, cause: $"killed: {state.KillReason}");
        }
        else if (!parts.IsEnabled)
        {
            Everybody = off.Make(Key, EvaluationReason.Disabled);
        }
        else if (IsPlain && parts.Split is null && parts.Rollout is null)
        {
            Everybody = Serve(parts.Default, EvaluationReason.Static);
        }
        else if (parts.Rollout is { Stable: var stable, Candidate: var candidate })
        {
            Hash = parts.Rollout.Hash;
            _answers = [Serve(stable, EvaluationReason.Split), Serve(candidate, EvaluationReason.Split)];
        }
        else if (parts.Split is not null)
        {
            Hash = parts.Split.Hash;
            _answers = [.. variants.Select(variant => Serve(variant.Index, EvaluationReason.Split))];
        }
        else
        {
            _answers = [Serve(parts.Default, EvaluationReason.Default)];
        }

        Needs = Everybody is null ? NeedsOf(parts) : ContextNeeds.None;
    }

    /// <summary>What the definition compiled to; shared by every state of this flag.</summary>
    public CompiledFlagParts Parts { get; }

    public string Key => Parts.Key;

    public bool IsKilled { get; }

    /// <summary>Whether stable can no longer serve.</summary>
    public bool IsCommitted { get; }

    /// <summary>Answers failed calls of other variants; null where nothing does, or no longer.</summary>
    public int? Fallback => IsCommitted && Parts.Fallback == Parts.Rollout?.Stable ? null : Parts.Fallback;

    /// <summary>The rollout's present weight; zero without a rollout.</summary>
    public Share Weight { get; }

    /// <summary>The hash of the rollout or the split; null without either, and where the answer is the same for everybody.</summary>
    public BucketHash? Hash { get; }

    /// <summary>The answer when it is the same for everybody.</summary>
    public Evaluation? Everybody { get; }

    /// <summary>The answer when the flag is off or killed, whatever else is said.</summary>
    public Evaluation? Disabled => IsKilled || !Parts.IsEnabled ? Everybody : null;

    /// <summary>Nothing comes before the split, the rollout or the default.</summary>
    public bool IsPlain { get; }

    /// <summary>What the answer depends on.</summary>
    public ContextNeeds Needs { get; }

    /// <summary>The same definition in another state; costs this flag, and no other.</summary>
    public CompiledFlag With(FlagState state) => new(Parts, state);

    /// <summary>The end of every path: a variant that may not be served is answered by Off, with the cause.</summary>
    public Evaluation Serve(int variant, Evaluation evaluation) => _disabledBy?[variant] ?? evaluation;

    /// <summary>The answer to a choice made beforehand; null where the flag has no such variant, or it is closed and the choice does not go through that.</summary>
    public Evaluation? ServeChoice(VariantChoice choice)
    {
        foreach (var variant in Parts.Variants)
        {
            if (string.Equals(variant.Name, choice.Variant, StringComparison.OrdinalIgnoreCase))
            {
                return UnavailabilityOf(variant.Index) switch
                {
                    null => variant.Make(Key, EvaluationReason.TargetingMatch, cause: choice.Cause),
                    { Kind: AvailabilityKind.Closed } when choice.EvenIfClosed => variant.Make(Key, EvaluationReason.TargetingMatch, cause: $"{choice.Cause}, although closed"),
                    _ => null,
                };
            }
        }

        return null;
    }

    /// <summary>The answer where there is no split and no rollout and no rule matched.</summary>
    public Evaluation ServeDefault() => _answers[0];

    /// <summary>The answer where the split chose a variant.</summary>
    public Evaluation ServeSplit(int variant) => _answers[variant];

    /// <summary>The rollout's answer. Indexed by the comparison itself: at a share of a half a branch would be mispredicted every other time.</summary>
    public Evaluation ServeRollout(int bucket) => _answers[Unsafe.BitCast<bool, byte>(bucket < Weight.PartsPerMillion)];

    /// <summary>The rollout's answer for a session, which keeps the share of its beginning, or the less that it was lowered to.</summary>
    public Evaluation ServeRollout(int bucket, DateTimeOffset since) =>
        _answers[Unsafe.BitCast<bool, byte>(bucket < Weight.PartsPerMillion && (_timeline is null || bucket < _timeline.At(since).PartsPerMillion))];

    /// <summary>The shares in force, for people.</summary>
    public string DescribeShares() => string.Join(", ", _segments.Select(static entry => $"{entry.Share} of {entry.Segment.Name}").Prepend(Weight.ToString()));

    /// <summary>Whether members of segments have a share of their own.</summary>
    public bool HasSegments => _segments.Length > 0;

    /// <summary>
    /// The rollout's answer where segments have shares of their own: the largest share that the asker has counts. Only among those for whom the candidate is drawn at
    /// present is the answer a draw that arms may be compared by; what others have was drawn at another share, or is certain.
    /// </summary>
    public Evaluation ServeSegments(int bucket, in Asker asker)
    {
        var since = asker.Context?.Since;
        var share = At(Weight, since, null);
        var by = -1;
        for (var i = 0; i < _segments.Length; i++)
        {
            var (segment, whole) = _segments[i];
            if (At(whole, since, segment.Name) is var ofSegment && ofSegment > share && segment.Has(asker))
            {
                (share, by) = (ofSegment, i);
            }
        }

        var isCandidate = bucket < share.PartsPerMillion;
        var isDrawn = by == _drawnSegment && share > Share.None && share < Share.All;
        return isDrawn ? _answers[Unsafe.BitCast<bool, byte>(isCandidate)]
            : isCandidate ? Serve(Parts.Rollout!.Candidate, Parts.InSegment)
            : Serve(Parts.Rollout!.Stable, Parts.OutsideSegments);
    }

    public bool IsAvailable(int variant) => _disabledBy?[variant] is null;

    /// <summary>Why a variant may not be served, the Off variant included; null when it may.</summary>
    public Availability? UnavailabilityOf(int variant) => _unavailable?[variant];

    private Evaluation Serve(int variant, EvaluationReason reason) => Serve(variant, Parts.Variants[variant].Make(Key, reason));

    private static Share ShareOf(FlagState state, string segment)
    {
        foreach (var (name, share) in state.Segments)
        {
            if (string.Equals(name, segment, StringComparison.OrdinalIgnoreCase))
            {
                return share;
            }
        }

        return Share.None;
    }

    private Share At(Share present, DateTimeOffset? since, string? segment) =>
        since is { } began && _timeline?.At(began, segment) is { } then && then < present ? then : present;

    private static Availability AvailabilityOf(FlagVariant variant, FlagState state)
    {
        if (state.ClosureOf(variant.Name, variant.Revision) is { } closed)
        {
            return closed;
        }

        return state.Unready.TryGetValue(variant.Name, out var unready) ? unready : Availability.Available;
    }

    private static ContextNeeds NeedsOf(CompiledFlagParts parts)
    {
        var needs = parts.Rules.Aggregate(parts.PrerequisiteNeeds, static (needs, rule) => needs | rule.Needs);
        if (parts.Rollout is { Segments.Length: > 0 } rollout)
        {
            needs = rollout.Segments.Aggregate(needs, static (needs, segment) => needs | segment.Needs);
        }

        if (parts.Schedule is not null)
        {
            needs |= ContextNeeds.Time;
        }

        if (parts.Rollout is not null || parts.Split is not null)
        {
            needs |= parts.StickBy switch
            {
                StickyKey.TargetingKey => ContextNeeds.TargetingKey,
                StickyKey.Attribute => ContextNeeds.Attributes,
                _ => ContextNeeds.None,
            };
        }

        return needs;
    }

    private static string Word(AvailabilityKind kind) => kind switch
    {
        AvailabilityKind.Missing => "missing",
        AvailabilityKind.Warming => "warming",
        _ => "closed",
    };
}
