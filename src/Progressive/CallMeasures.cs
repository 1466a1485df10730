namespace Progressive;

/// <summary>The measures that a call may record; the metrics layer knows which these are.</summary>
internal abstract class CallMeasures
{
    /// <summary>Measures of one flag; more are refused when guards are read.</summary>
    public const int Most = 16;

    public abstract int Count { get; }

    /// <summary>-1 for a name that nobody asks for.</summary>
    /// <param name="measure">The name.</param>
    /// <param name="likely">Where it may well be: code records its measures in the same order every time.</param>
    public abstract int IndexOf(string measure, int likely);

    public abstract string NameAt(int index);

    /// <summary>A value was no number at or above zero.</summary>
    public abstract void Reject(int index);

    /// <summary>How many were.</summary>
    public abstract long Rejected(int index);
}
