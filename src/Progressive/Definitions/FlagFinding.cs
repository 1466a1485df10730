namespace Progressive.Definitions;

/// <summary>Something about the definitions that is no mistake and should be cleaned up. Immutable.</summary>
/// <param name="Code">Its id, for example <c>PRG0522</c>; a heading of the error reference.</param>
/// <param name="Flag">The flag's key; null where it is about a segment or a plan.</param>
/// <param name="Message">What was found, without the id.</param>
/// <param name="CleanUp">What to do about it.</param>
public sealed record FlagFinding(string Code, string? Flag, string Message, string CleanUp)
{
    /// <summary>The clean-up as a change of code and definitions: lines that begin with <c>-</c> go, those with <c>+</c> come. Empty where a sentence says it all.</summary>
    public IReadOnlyList<string> Diff { get; init; } = [];

    /// <summary>Where, as configuration writes it: <c>Flags:checkout:Rules:1</c>. Empty for what a process found out while it ran.</summary>
    public string Path { get; init; } = "";

    /// <summary>The source that says so; null where no source does.</summary>
    public string? Origin { get; init; }

    /// <summary>The line in the source, counted from 1; null where it is not known.</summary>
    public int? Line { get; init; }

    /// <summary>The column in that line, counted from 1 in UTF-16 code units; null where <see cref="Line"/> is.</summary>
    public int? Column { get; init; }

    /// <summary>The id, what was found and what to do.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"{Code}: {Message} {CleanUp}";
}
