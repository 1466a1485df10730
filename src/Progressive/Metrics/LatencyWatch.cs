namespace Progressive.Metrics;

/// <summary>
/// Who watches which durations on one window, and at which place they are counted: a duration that several ask for has one place, and a place stays whose it is as long as anybody
/// wants it. Not safe for several threads.
/// </summary>
internal sealed class LatencyWatch
{
    private readonly Dictionary<object, int[]> _owners = new(ReferenceEqualityComparer.Instance);
    private readonly WatchedLatency?[] _places = new WatchedLatency?[ThresholdCounts.Capacity];

    internal ReadOnlySpan<WatchedLatency?> Places => _places;

    /// <summary>Gives an owner its durations in place of those it had.</summary>
    /// <param name="owner">Who.</param>
    /// <param name="wanted">What.</param>
    /// <param name="places">Where each is counted from now on.</param>
    /// <param name="changed">Whether a duration is new, so that counting has to start anew.</param>
    /// <returns>False, and nothing is changed, when there are not enough places.</returns>
    internal bool TryGive(object owner, ReadOnlySpan<WatchedLatency> wanted, Span<int> places, out bool changed)
    {
        changed = false;
        Span<bool> taken = stackalloc bool[ThresholdCounts.Capacity];
        foreach (var (other, theirs) in _owners)
        {
            foreach (var place in ReferenceEquals(other, owner) ? [] : theirs)
            {
                taken[place] = true;
            }
        }

        // What is there already first, or a new duration might take its place.
        for (var i = 0; i < wanted.Length; i++)
        {
            places[i] = Array.IndexOf(_places, wanted[i]);
            if (places[i] >= 0)
            {
                taken[places[i]] = true;
            }
        }

        Span<WatchedLatency?> next = stackalloc WatchedLatency?[ThresholdCounts.Capacity];
        _places.CopyTo(next);
        for (var i = 0; i < wanted.Length; i++)
        {
            if (places[i] >= 0 || (places[i] = next.IndexOf(wanted[i])) >= 0)
            {
                continue;
            }

            places[i] = taken.IndexOf(false);
            if (places[i] < 0)
            {
                return false;
            }

            (next[places[i]], taken[places[i]], changed) = (wanted[i], true, true);
        }

        _owners[owner] = places[..wanted.Length].ToArray();
        for (var place = 0; changed && place < next.Length; place++)
        {
            // Nobody's durations are counted on until there is another reason to begin anew.
            _places[place] = taken[place] ? next[place] : null;
        }

        return true;
    }

    internal void Remove(object owner) => _owners.Remove(owner);
}
