using Progressive.Definitions;

namespace Progressive.Migration;

/// <summary>What came of a file of another product. Immutable.</summary>
public sealed class ForeignTranslation
{
    internal ForeignTranslation(string definitions, IReadOnlyList<string> flags, IReadOnlyList<DefinitionProblem> problems, IReadOnlyList<string> notes)
    {
        Definitions = definitions;
        Flags = flags;
        Problems = problems;
        Notes = notes;
    }

    /// <summary>The definitions as an indented JSON text, for <c>AddProgressiveFile</c>. Flags with a problem are not among them.</summary>
    public string Definitions { get; }

    /// <summary>The keys of the flags that could be translated, in their order.</summary>
    public IReadOnlyList<string> Flags { get; }

    /// <summary>What cannot be expressed, each with its place in the file; empty where every flag could be translated.</summary>
    public IReadOnlyList<DefinitionProblem> Problems { get; }

    /// <summary>What was left out or taken to mean something in particular, and changes no answer: metadata, roundings, dates without an offset.</summary>
    public IReadOnlyList<string> Notes { get; }
}
