namespace Progressive.Guards;

/// <summary>An SLO on one metric.</summary>
public sealed class Guard
{
    internal Guard(string text) => Text = text;

    internal string Text { get; }
}
