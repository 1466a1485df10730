using Progressive.Diagnostics;
using Progressive.Guards;

namespace Progressive.Definitions;

/// <summary>Reads a list of guards; what cannot be read and what cannot be evaluated are errors, never silently no guard.</summary>
internal static class GuardReader
{
    public static IReadOnlyList<Guard> Read(Written written)
    {
        var guards = new List<Guard>();
        foreach (var item in written.List("Guards"))
        {
            if (item.Text("Each of Guards") is not { } text)
            {
                if (item.IsEmpty)
                {
                    item.Complain(ErrorCodes.GuardIncomplete, "The guard is empty. Write one like 'error_rate < 1%'.");
                }
            }
            else if (!Guard.TryParse(text, out var guard, out var error) || !GuardEvaluator.IsSupported(guard, out error))
            {
                item.ComplainInFull(error);
            }
            else
            {
                guards.Add(guard);
            }
        }

        return guards;
    }
}
