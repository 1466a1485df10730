namespace Progressive.Definitions;

/// <summary>One thing that is wrong with the definitions.</summary>
/// <param name="Code">The error id, for example <c>PRG0012</c>.</param>
/// <param name="Message">What is wrong and what to do, without the id.</param>
/// <param name="Path">Where, as configuration writes it: <c>Flags:checkout:Split</c>; empty where it concerns a whole source.</param>
/// <param name="Origin">The source that says so; null where no source does.</param>
public sealed record DefinitionProblem(string Code, string Message, string Path = "", string? Origin = null)
{
    /// <summary>The line in the source, counted from 1, where it is known; only files have lines.</summary>
    public int? Line { get; init; }

    /// <summary>The column in that line, counted from 1 in UTF-16 code units as editors count; null where <see cref="Line"/> is.</summary>
    public int? Column { get; init; }

    /// <summary>The id, the message, the place and the source.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => (Path.Length > 0, Origin) switch
    {
        (true, not null) => $"{Code}: {Message} ({Path} in {Origin})",
        (true, null) => $"{Code}: {Message} ({Path})",
        (false, not null) => $"{Code}: {Message} ({Origin})",
        _ => $"{Code}: {Message}",
    };
}
