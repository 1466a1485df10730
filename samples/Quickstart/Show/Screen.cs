namespace Quickstart.Show;

/// <summary>Where people watch.</summary>
internal abstract class Screen
{
    /// <summary>Redraws in place on a terminal; writes a line for each thing that happens where the output goes to a file, or belongs to a program.</summary>
    public static Screen For(Arguments arguments) => arguments.Json ? new LogScreen(Console.Error)
        : Console.IsOutputRedirected || Environment.GetEnvironmentVariable("TERM") == "dumb" ? new LogScreen(Console.Out)
        : new LiveScreen(Console.Out, useColor: string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));

    public abstract void Open(string address);

    public abstract void Show(IReadOnlyList<Act> acts, TimeSpan elapsed);

    /// <summary>The show is over.</summary>
    public abstract void Close(IReadOnlyList<Act> acts);

    public abstract void Say(string line);

    protected static string Result(Act act) => act switch
    {
        { TimeToEnding: { } time, IsPromoted: true } => FormattableString.Invariant($"promoted after {time.TotalSeconds:0.0} s"),
        { TimeToEnding: { } time } => FormattableString.Invariant($"taken back after {time.TotalSeconds:0.0} s"),
        { Status: null } => "waits for its turn",
        { Status.IsHolding: true } => "waits for evidence",
        _ => "is tried",
    };

    protected static string Answers(Act act) =>
        FormattableString.Invariant($"candidate: {act.Tally.CandidateCalls:N0} answers, {act.Tally.BadAnswers:N0} bad; stable: {act.Tally.StableCalls:N0} answers");
}
