namespace Progressive.Flags;

/// <summary>The use of every flag that is in force, by key, across reloads; brought up to date by sweeps. For one thread at a time.</summary>
internal sealed class UsageLedger
{
    private readonly Dictionary<string, FlagUsage> _usages = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _served = [];

    public FlagUsage Of(string key, DateTimeOffset now) => _usages.TryGetValue(key, out var usage) ? usage : new FlagUsage(now);

    public void Sweep(FlagSnapshot snapshot, DateTimeOffset now)
    {
        foreach (var flag in snapshot.Flags)
        {
            var parts = flag.Parts;
            _served.Clear();
            foreach (var variant in parts.Variants)
            {
                if (parts.Marks.Take(variant.Index))
                {
                    _served.Add(variant.Name);
                }
            }

            _usages[flag.Key] = Of(flag.Key, now).After(_served, now);
            if (_served.Count > 0)
            {
                AskPrerequisites(snapshot, flag, now);
            }
        }

        // What is gone begins anew when it comes back, and definitions that come and go leave nothing behind.
        if (_usages.Count > snapshot.Count)
        {
            foreach (var key in _usages.Keys.Where(key => !snapshot.TryGet(key, out _)).ToArray())
            {
                _usages.Remove(key);
            }
        }
    }

    // Loads refuse cycles, so this ends.
    private void AskPrerequisites(FlagSnapshot snapshot, CompiledFlag flag, DateTimeOffset now)
    {
        foreach (var prerequisite in flag.Parts.Prerequisites)
        {
            if (snapshot.Get(prerequisite.Flag) is { } other)
            {
                _usages[other.Key] = Of(other.Key, now).AskedByOthers(now);
                AskPrerequisites(snapshot, other, now);
            }
        }
    }
}
