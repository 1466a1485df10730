using System.Globalization;

namespace Progressive.Flags;

/// <summary>A window of time, once or again and again. Immutable; asking allocates nothing.</summary>
/// <param name="From">The first moment; null: since ever. Its offset is the one in which days begin and have names.</param>
/// <param name="To">The first moment after the (first) window; null: for ever.</param>
/// <param name="Recurrence">How the window comes again; needs both ends.</param>
internal sealed record Schedule(DateTimeOffset? From, DateTimeOffset? To, Recurrence? Recurrence = null)
{
    public bool Includes(DateTimeOffset now)
    {
        if (now < From)
        {
            return false;
        }

        if (Recurrence is null)
        {
            return !(now >= To);
        }

        return Recurrence.LastUpTo(From!.Value, now) is { } start && now - start < Length;
    }

    /// <summary>The next moment at which <see cref="Includes"/> may answer otherwise than it does now; null when it never will.</summary>
    public DateTimeOffset? NextChange(DateTimeOffset now)
    {
        if (now < From)
        {
            return From;
        }

        if (Recurrence is null)
        {
            return now < To ? To : null;
        }

        if (Recurrence.LastUpTo(From!.Value, now) is not { } start)
        {
            return null;
        }

        return now - start < Length ? start + Length : Recurrence.FirstAfter(From.Value, start);
    }

    public override string ToString()
    {
        var window = string.Join(' ', new[] { Show("from", From), Show("to", To) }.OfType<string>());
        return Recurrence is null ? window : $"{window}, {Recurrence}";
    }

    private TimeSpan Length => To!.Value - From!.Value;

    private static string? Show(string word, DateTimeOffset? moment) =>
        moment is { } known ? string.Create(CultureInfo.InvariantCulture, $"{word} {known:yyyy-MM-dd'T'HH:mm:ssK}") : null;
}
