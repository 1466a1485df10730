using System.Text.Json.Nodes;
using Progressive.Definitions;

namespace Progressive.Migration;

/// <summary>Collects what a translation gives: flags of our format, problems, and notes on what has no equivalent.</summary>
internal sealed class TranslationContext
{
    private readonly List<DefinitionProblem> _problems = [];
    private readonly List<string> _notes = [];

    /// <summary>Whether what is translated tells a number from a text.</summary>
    public bool HasTypes { get; init; } = true;

    public JsonObject Flags { get; } = JsonNames.NewObject();

    public IReadOnlyList<DefinitionProblem> Problems => _problems;

    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Takes a flag as it came out. One with a problem is left out: half a flag would serve the wrong half.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="flag">Its definition; null where it could not even be begun.</param>
    /// <param name="problems">What is wrong with it.</param>
    public void Add(string key, JsonObject? flag, ProblemList problems)
    {
        _problems.AddRange(problems.Problems);
        if (problems.Count == 0 && flag is not null)
        {
            Flags[key] = flag;
        }
    }

    public void Add(DefinitionProblem problem) => _problems.Add(problem);

    public void Note(Written place, string text) => _notes.Add($"{text} ({place.Path})");

    public JsonObject ToDefinitions() => new() { [nameof(Flags)] = Flags.DeepClone() };
}
