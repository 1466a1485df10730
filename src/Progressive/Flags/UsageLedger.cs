namespace Progressive.Flags;

/// <summary>Brings the use of every flag that is in force up to date, sweep by sweep; it stands at the flag, so that reloads keep it and a flag that goes takes it along. For one thread at a time.</summary>
internal sealed class UsageLedger
{
    private readonly List<string> _served = [];

    public static FlagUsage Of(CompiledFlag flag, DateTimeOffset now) => flag.Parts.Marks.Usage ?? new FlagUsage(now);

    public void Sweep(FlagSnapshot snapshot, DateTimeOffset now)
    {
        // Whoever is seen for the first time shares it until somebody is served.
        var unused = new FlagUsage(now);
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

            parts.Marks.Usage = (parts.Marks.Usage ?? unused).After(_served, now);
            if (_served.Count > 0)
            {
                AskPrerequisites(snapshot, flag, now);
            }
        }
    }

    // Loads refuse cycles, so this ends.
    private static void AskPrerequisites(FlagSnapshot snapshot, CompiledFlag flag, DateTimeOffset now)
    {
        foreach (var prerequisite in flag.Parts.Prerequisites)
        {
            if (snapshot.Get(prerequisite.Flag) is { } other)
            {
                other.Parts.Marks.Usage = Of(other, now).AskedByOthers(now);
                AskPrerequisites(snapshot, other, now);
            }
        }
    }
}
