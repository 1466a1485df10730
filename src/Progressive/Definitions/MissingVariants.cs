using System.Collections.Immutable;
using Progressive.Flags;

namespace Progressive.Definitions;

/// <summary>Keeps the live flags' word on which variants this build lacks; touches no other kind of unreadiness.</summary>
internal sealed class MissingVariants(LiveFlags live)
{
    private Dictionary<string, IReadOnlyList<string>> _marked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Before new definitions are published: nobody may be sent to what is not there.</summary>
    public Dictionary<string, IReadOnlyList<string>> Mark(IReadOnlyList<FlagCompilation> flags)
    {
        var missing = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var flag in flags)
        {
            if (flag.Missing.Count > 0)
            {
                missing.Add(flag.Parts.Key, flag.Missing);
                live.Update(flag.Parts.Key, state => With(state, flag.Missing));
            }
        }

        return missing;
    }

    /// <summary>After publishing: what has come is missing no more.</summary>
    public void Clear(Dictionary<string, IReadOnlyList<string>> missing)
    {
        foreach (var (flag, before) in _marked)
        {
            var now = missing.GetValueOrDefault(flag, []);
            var come = before.Where(variant => !now.Contains(variant, StringComparer.OrdinalIgnoreCase)).ToArray();
            if (come.Length > 0)
            {
                live.Update(flag, state => Without(state, come));
            }
        }

        _marked = missing;
    }

    private static FlagState With(FlagState state, IReadOnlyList<string> variants)
    {
        var unready = state.Unready;
        foreach (var variant in variants)
        {
            if (!unready.ContainsKey(variant))
            {
                unready = unready.SetItem(variant, Availability.Missing);
            }
        }

        return ReferenceEquals(unready, state.Unready) ? state : state with { Unready = unready };
    }

    private static FlagState Without(FlagState state, IEnumerable<string> variants)
    {
        var unready = state.Unready;
        foreach (var variant in variants)
        {
            if (unready.TryGetValue(variant, out var availability) && availability.Kind == AvailabilityKind.Missing)
            {
                unready = unready.Remove(variant);
            }
        }

        return ReferenceEquals(unready, state.Unready) ? state : state with { Unready = unready };
    }
}
