using System.Globalization;

namespace Progressive.Guards;

/// <summary>
/// What a guard compares its metric with: a number (<c>250ms</c>), stable (<c>stable</c>), stable changed by a share of itself (<c>stable + 10%</c>), or stable and a
/// difference (<c>stable + 20ms</c>, <c>stable - 2pp</c>).
/// </summary>
/// <param name="RelativeToStable">Whether the bound is what stable shows at the same time, plus <paramref name="Value"/>.</param>
/// <param name="Value">In <paramref name="Unit"/>, as written; negative for <c>stable - …</c>, 0 for <c>stable</c>.</param>
/// <param name="Unit">The unit of <paramref name="Value"/>; with a bound relative to stable, percent is a share of stable's value.</param>
public readonly record struct GuardBound(bool RelativeToStable, decimal Value, GuardUnit Unit)
{
    /// <summary>The value in seconds, as a fraction of 1, or as it is, for time, percent and percentage points, and other units.</summary>
    internal double BaseValue => (double)Value * Unit switch
    {
        GuardUnit.Percent or GuardUnit.PercentagePoints => 0.01,
        GuardUnit.Microseconds => 1e-6,
        GuardUnit.Milliseconds => 1e-3,
        _ => 1,
    };

    internal bool IsDuration => Unit is GuardUnit.Microseconds or GuardUnit.Milliseconds or GuardUnit.Seconds;

    /// <summary>The bound as it is written in a guard.</summary>
    public override string ToString()
    {
        var number = Math.Abs(Value).ToString("0.############################", CultureInfo.InvariantCulture) + NameOf(Unit);
        if (!RelativeToStable)
        {
            return number;
        }

        return Value == 0 ? "stable" : $"stable {(Value < 0 ? '-' : '+')} {number}";
    }

    internal static string NameOf(GuardUnit unit) => unit switch
    {
        GuardUnit.Percent => "%",
        GuardUnit.PercentagePoints => "pp",
        GuardUnit.Microseconds => "us",
        GuardUnit.Milliseconds => "ms",
        GuardUnit.Seconds => "s",
        GuardUnit.Usd => "usd",
        _ => "",
    };
}
