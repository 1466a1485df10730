using Progressive.Diagnostics;
using Progressive.Rollouts;

namespace Progressive.Definitions;

/// <summary>Reads the windows in which a plan raises nothing. A window that cannot be read is an error, never silently no freeze.</summary>
internal static class FreezeReader
{
    // Each is looked at on every tick of every rollout that follows the plan.
    private const int Most = 50;

    public static IReadOnlyList<FreezeWindow> Read(Written written)
    {
        var windows = new List<FreezeWindow>();
        foreach (var item in written.List("Freeze"))
        {
            if (item.Text("Each of Freeze") is not { } text)
            {
                if (item.IsEmpty)
                {
                    item.Complain(ErrorCodes.InvalidFreeze, "The freeze is empty. Write one like 'Fri 15:00 - Mon 08:00 Europe/Stockholm'.");
                }
            }
            else if (FreezeWindow.TryParse(text, out FreezeWindow? window, out var error))
            {
                windows.Add(window);
            }
            else
            {
                item.ComplainInFull(error);
            }
        }

        if (windows.Count > Most)
        {
            written.Complain(ErrorCodes.InvalidFreeze, $"There are {windows.Count} freezes; at most {Most} are looked at. Write weekly windows instead of single dates.");
        }

        return windows;
    }
}
