using System.Collections.Frozen;

namespace Progressive.Flags;

/// <summary>Where each flag of one set of definitions stands; a weight change keeps it, a reload makes another.</summary>
internal sealed class FlagIndex(IEnumerable<KeyValuePair<string, int>> positions)
{
    private readonly FrozenDictionary<string, int> _positions = positions.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public int Count => _positions.Count;

    public bool TryGetPosition(string key, out int position) => _positions.TryGetValue(key, out position);
}
