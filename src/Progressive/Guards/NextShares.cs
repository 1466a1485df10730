namespace Progressive.Guards;

/// <summary>
/// The shares that tests of two arms keep evidence for: what has to be excluded depends on the next share, and evidence about pairs and ticks cannot be taken apart again.
/// A share in between takes the next higher one, which asks for more.
/// </summary>
internal static class NextShares
{
    internal static ReadOnlySpan<double> All => [1, 0.5, 0.25, 0.1, 0.05, 0.02];

    internal const int Count = 6;

    /// <summary>The place of the smallest share listed that is at least <paramref name="next"/>.</summary>
    internal static int IndexOf(double next)
    {
        var index = 0;
        while (index + 1 < Count && All[index + 1] >= next)
        {
            index++;
        }

        return index;
    }
}
