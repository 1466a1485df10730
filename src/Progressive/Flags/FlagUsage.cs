using System.Collections.Immutable;

namespace Progressive.Flags;

/// <summary>What one process knows about the use of a flag. Immutable; times are those of sweeps, so that they are late by up to the time between two.</summary>
/// <param name="KnownSince">Since when anybody looked.</param>
internal sealed record FlagUsage(DateTimeOffset KnownSince)
{
    /// <summary>Null: never, since then.</summary>
    public DateTimeOffset? LastEvaluated { get; init; }

    /// <summary>The variants that were served, and when last, in the order in which they first were.</summary>
    public ImmutableArray<(string Variant, DateTimeOffset At)> Served { get; init; } = [];

    /// <summary>The only variant that was served since <see cref="AnswerSince"/>; null where there were several when last looked at.</summary>
    public string? Answer { get; init; }

    public DateTimeOffset? AnswerSince { get; init; }

    /// <summary>After a sweep.</summary>
    /// <param name="served">The variants that were served since the sweep before.</param>
    /// <param name="now">When it was.</param>
    public FlagUsage After(IReadOnlyList<string> served, DateTimeOffset now)
    {
        if (served.Count == 0)
        {
            return this;
        }

        var all = Served;
        foreach (var variant in served)
        {
            var at = IndexOf(all, variant);
            all = at < 0 ? all.Add((variant, now)) : all.SetItem(at, (variant, now));
        }

        var answer = served.Count == 1 ? served[0] : null;
        var isSame = answer is not null && string.Equals(answer, Answer, StringComparison.OrdinalIgnoreCase);
        return this with
        {
            LastEvaluated = now,
            Served = all,
            Answer = isSame ? Answer : answer,
            AnswerSince = isSame ? AnswerSince : answer is null ? null : now,
        };
    }

    /// <summary>After a sweep in which only flags that depend on this one were evaluated: it is in use, and nobody knows what it answered.</summary>
    public FlagUsage AskedByOthers(DateTimeOffset now) => this with { LastEvaluated = now };

    private static int IndexOf(ImmutableArray<(string Variant, DateTimeOffset At)> served, string variant)
    {
        for (var i = 0; i < served.Length; i++)
        {
            if (string.Equals(served[i].Variant, variant, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }
}
