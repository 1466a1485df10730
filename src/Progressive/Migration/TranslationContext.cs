using System.Text.Json.Nodes;
using Progressive.Definitions;

namespace Progressive.Migration;

/// <summary>Collects what a translation gives: flags of our format, problems, and notes on what has no equivalent.</summary>
internal sealed class TranslationContext
{
    private readonly List<DefinitionProblem> _problems = [];
    private readonly List<(string Flag, DefinitionProblem Problem)> _leftOut = [];
    private readonly List<DefinitionProblem> _ofNoFlag = [];
    private readonly List<string> _notes = [];

    /// <summary>Whether what is translated tells a number from a text.</summary>
    public bool HasTypes { get; init; } = true;

    public JsonObject Flags { get; } = JsonNames.NewObject();

    /// <summary>All that is wrong, in order.</summary>
    public IReadOnlyList<DefinitionProblem> Problems => _problems;

    /// <summary>What is wrong with flags that are known by name, so that each can be left out.</summary>
    public IReadOnlyList<(string Flag, DefinitionProblem Problem)> LeftOut => _leftOut;

    /// <summary>What is wrong and can be said of no flag. It may be what switches one off, so nobody may skip it.</summary>
    public IReadOnlyList<DefinitionProblem> OfNoFlag => _ofNoFlag;

    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Takes a flag as it came out. One with a problem is left out: half a flag would serve the wrong half.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="flag">Its definition; null where it could not even be begun.</param>
    /// <param name="problems">What is wrong with it.</param>
    public void Add(string key, JsonObject? flag, ProblemList problems)
    {
        _problems.AddRange(problems.Problems);
        if (key.Length == 0)
        {
            _ofNoFlag.AddRange(problems.Problems);
        }
        else
        {
            _leftOut.AddRange(problems.Problems.Select(problem => (key, problem)));
        }

        if (problems.Count == 0 && flag is not null)
        {
            Flags[key] = flag;
        }
    }

    /// <summary>Takes what is wrong and belongs to no flag.</summary>
    public void Add(IEnumerable<DefinitionProblem> problems)
    {
        DefinitionProblem[] found = [.. problems];
        _problems.AddRange(found);
        _ofNoFlag.AddRange(found);
    }

    public void Note(Written place, string text) => _notes.Add($"{text} ({place.Path})");

    public JsonObject ToDefinitions() => new() { [nameof(Flags)] = Flags.DeepClone() };
}
