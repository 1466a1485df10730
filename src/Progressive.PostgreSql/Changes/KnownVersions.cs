namespace Progressive.PostgreSql.Changes;

/// <summary>What watchers have been told, to tell what is news. Safe for use by any number of threads.</summary>
internal sealed class KnownVersions
{
    private readonly Lock _sync = new();
    private readonly Dictionary<string, long> _keys = new(StringComparer.Ordinal);
    private string? _generation;
    private long _version;

    /// <summary>Takes the first reading for known; its keys are handed out by whoever read it.</summary>
    public void Begin(VersionReading reading)
    {
        lock (_sync)
        {
            if (_generation is null)
            {
                Replace(reading);
            }
        }
    }

    public bool IsAt(string generation, long version)
    {
        lock (_sync)
        {
            return _generation == generation && _version == version;
        }
    }

    /// <summary>The keys to tell after a reading: those that differ; all, when the store began anew, was put back to an earlier day, or may have said things that nobody heard.</summary>
    public IReadOnlyCollection<string> Take(VersionReading reading, bool isEverythingNews)
    {
        lock (_sync)
        {
            HashSet<string> news = isEverythingNews || _generation != reading.Generation || reading.Version < _version
                ? [.. reading.Keys.Keys, .. _keys.Keys]
                : [
                    .. reading.Keys.Where(read => !_keys.TryGetValue(read.Key, out var known) || known != read.Value).Select(static read => read.Key),
                    .. _keys.Keys.Where(key => !reading.Keys.ContainsKey(key)),
                ];
            Replace(reading);
            return news;
        }
    }

    /// <summary>
    /// A version of one record, heard or written here. The version of the whole stays as it is: what lies between was perhaps not heard, and only a reading tells.
    /// </summary>
    /// <returns>Whether it is news. Only the very same version is none: a hint can be forged, and a greater one must not silence those that follow.</returns>
    public bool Hear(ChangeHint hint)
    {
        lock (_sync)
        {
            if (_generation != hint.Generation || (_keys.TryGetValue(hint.Key, out var known) && known == hint.Version))
            {
                return _generation != hint.Generation;
            }

            _keys[hint.Key] = hint.Version;
            return true;
        }
    }

    private void Replace(VersionReading reading)
    {
        (_generation, _version) = (reading.Generation, reading.Version);
        _keys.Clear();
        foreach (var (key, version) in reading.Keys)
        {
            _keys[key] = version;
        }
    }
}
