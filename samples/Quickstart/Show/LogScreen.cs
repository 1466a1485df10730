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
                output.WriteLine(FormattableString.Invariant($"{elapsed:m\\:ss}  {act.Flag,-12} {transition.What,-12} {change,-14} {transition.Explanation}").TrimEnd());
            }

            _told[act.Flag] = status.History.Count;
        }
    }

    public override void Say(string line) => output.WriteLine(line);
}
