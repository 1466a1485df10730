namespace Quickstart.Show;

/// <summary>A line for each thing that happens.</summary>
internal sealed class LogScreen(TextWriter output) : Screen
{
    private readonly Dictionary<string, int> _told = [];

    public override void Open(string address) => output.WriteLine(address);

    public override void Show(IReadOnlyList<Act> acts, TimeSpan elapsed)
    {
        foreach (var act in acts)
        {
            if (act.Status is not { } status)
            {
                continue;
            }

            var told = _told.GetValueOrDefault(act.Flag);
            foreach (var transition in status.History.Skip(told))
            {
                var change = transition.From == transition.To ? $"{transition.To}" : $"{transition.From} -> {transition.To}";
                var why = transition.What == "started" ? $"the candidate: {act.Title}" : transition.Explanation;
                output.WriteLine(FormattableString.Invariant($"{elapsed:m\\:ss}  {act.Flag,-12} {transition.What,-12} {change,-12} {why}").TrimEnd());
            }

            _told[act.Flag] = status.History.Count;
        }
    }

    public override void Close(IReadOnlyList<Act> acts)
    {
        output.WriteLine();
        foreach (var act in acts)
        {
            output.WriteLine($"{act.Flag,-12} {Result(act),-24} {Answers(act)}");
        }
    }

    public override void Say(string line) => output.WriteLine(line);
}
