using System.ComponentModel;
using Progressive.Diagnostics;
using Progressive.Flags;

namespace Progressive.Variants;

/// <summary>
/// The flags that clients may be told about, as they stand at one moment: what an adapter answers one request from, so that its answers belong together.
/// </summary>
/// <remarks>
/// Obtained from <see cref="VariantRoutes.ClientFlags"/> anew for every request. While none of these flags changes it is the same object, which makes it what
/// caches can hang on to. An evaluation counts as one, and shows that the flag is in use; it exposes nobody, as nothing is served here. Immutable; safe for use by many threads.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public sealed class ClientFlags
{
    private readonly FlagSnapshot _snapshot;
    private readonly LiveFlags _live;
    private readonly ProgressiveTelemetry _telemetry;
    private readonly int[] _positions;
    private readonly CompiledFlag[] _flags;
    private readonly bool _dependOnOthers;
    private readonly ContextNeeds _needs;

    // The latest snapshot in which nothing of this was different.
    private volatile FlagSnapshot _seen;

    internal ClientFlags(FlagSnapshot snapshot, LiveFlags live, ProgressiveTelemetry telemetry)
    {
        _seen = _snapshot = snapshot;
        _live = live;
        _telemetry = telemetry;
        _positions = [.. Enumerable.Range(0, snapshot.Count).Where(position => snapshot.At(position).Parts.IsForClients)];
        _flags = [.. _positions.Select(snapshot.At)];
        _dependOnOthers = _flags.Any(static flag => flag.Parts.Prerequisites.Length > 0);
        _needs = _flags.Aggregate(ContextNeeds.None, static (needs, flag) => needs | flag.Needs);
    }

    /// <summary>How many there are. Indices run from zero to below this, in the order of the definitions.</summary>
    public int Count => _flags.Length;

    /// <summary>What the answers of all of them together depend on. A process whose tests override flags says <see cref="ContextNeeds.Time"/>: whoever asks has to look.</summary>
    public ContextNeeds Needs => LocalOverride.IsUsed ? _needs | ContextNeeds.Time : _needs;

    /// <summary>Finds a flag.</summary>
    /// <param name="key">The flag's key; compared ignoring case.</param>
    /// <returns>Its index; negative where there is no such flag, or none that clients may be told about.</returns>
    public int IndexOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _snapshot.TryGetPosition(key, out var position) ? Array.BinarySearch(_positions, position) : -1;
    }

    /// <summary>Whether some variant of the flag has a value. Where none does, the variants are only names.</summary>
    /// <param name="index">The flag's index.</param>
    /// <returns>Whether it has values.</returns>
    public bool HasValues(int index) => _flags[index].Parts.Variants.Any(static variant => variant.Value is not null);

    /// <summary>Whether the flag is on or off and nothing else: it has no values, and no other variants than <c>on</c> and <c>off</c>.</summary>
    /// <param name="index">The flag's index.</param>
    /// <returns>Whether it is a switch.</returns>
    public bool IsSwitch(int index) => _flags[index].Parts.Variants.All(static variant =>
        variant.Value is null
        && (string.Equals(variant.Name, "on", StringComparison.OrdinalIgnoreCase) || string.Equals(variant.Name, "off", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Which variant a flag serves, and why.</summary>
    /// <param name="index">The flag's index.</param>
    /// <param name="context">Who is asking.</param>
    /// <returns>The evaluation; the same instance for equal answers.</returns>
    public Evaluation Evaluate(int index, EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var flag = _flags[index];
        var evaluation = _live.Evaluate(_seen, flag, context);
        flag.Parts.Marks.Note(evaluation.VariantIndex);
        if (evaluation.Error == EvaluationError.TargetingKeyMissing)
        {
            _live.CountMissingKey(flag.Key);
        }

        if (_telemetry.Evaluations.Enabled)
        {
            EvaluationCounter.Count(_telemetry, evaluation);
        }

        return evaluation;
    }

    /// <summary>Whether nothing that these flags' answers depend on is different in another snapshot. Changes of flags that clients know nothing of are none.</summary>
    internal bool StillStandsIn(FlagSnapshot snapshot)
    {
        if (ReferenceEquals(_seen, snapshot))
        {
            return true;
        }

        if (_dependOnOthers || !_snapshot.IsOfSameDefinitions(snapshot))
        {
            return false;
        }

        for (var i = 0; i < _flags.Length; i++)
        {
            if (!ReferenceEquals(_flags[i], snapshot.At(_positions[i])))
            {
                return false;
            }
        }

        _seen = snapshot;
        return true;
    }
}
