using Progressive.Diagnostics;
using Progressive.Guards;
using Progressive.Rollouts;

namespace Progressive.Definitions;

/// <summary>Reads plans, shared ones and those written at a flag.</summary>
internal static class PlanReader
{
    private static readonly string[] s_known = ["Steps", "Guards", "Bake"];
    private static readonly string[] s_later = ["OnBreach", "OnUndecided", "MaxHold", "Freeze", "UpTo"];

    /// <param name="written">The plan.</param>
    /// <param name="name">The plan's name, or the flag's key.</param>
    /// <param name="label">How messages call it: <c>Plan 'standard'</c>, <c>Rollout 'checkout'</c>.</param>
    /// <returns>The plan, or null when something is wrong with it.</returns>
    public static Plan? Read(Written written, string name, string label)
    {
        var before = written.Problems.Count;
        var steps = new List<(Step Step, Written Written)>();
        IReadOnlyList<Guard> guards = [];
        var bake = TimeSpan.Zero;
        foreach (var member in written.Members(label))
        {
            switch (member.Path.Name.ToUpperInvariant())
            {
                case "STEPS":
                    steps = ReadSteps(member);
                    break;
                case "GUARDS":
                    guards = GuardReader.Read(member);
                    break;
                case "BAKE":
                    bake = ReadDuration(member, "Bake");
                    break;
                default:
                    member.Complain(MemberNames.Unexpected(member.Path.Name, char.ToLowerInvariant(label[0]) + label[1..], s_known, s_later));
                    break;
            }
        }

        if (written.Problems.Count > before)
        {
            return null;
        }

        StepRules.Check(written, label, steps, hasGuards: guards.Count > 0);
        return written.Problems.Count > before ? null : new Plan { Name = name, Steps = [.. steps.Select(s => s.Step)], Guards = guards, Bake = bake };
    }

    private static List<(Step Step, Written Written)> ReadSteps(Written written)
    {
        var steps = new List<(Step, Written)>();
        foreach (var item in written.List("Steps"))
        {
            if (item.Text("Each of Steps") is not { } text)
            {
                if (item.IsEmpty)
                {
                    item.Complain(ErrorCodes.InvalidStep, "The step is empty. Write '10% for 30m', '10%', 'approval' or '100%'.");
                }

                continue;
            }

            if (Step.TryParse(text, out var step, out var error))
            {
                steps.Add((step, item));
            }
            else
            {
                item.ComplainInFull(error);
            }
        }

        return steps;
    }

    private static TimeSpan ReadDuration(Written written, string what)
    {
        if (written.Text(what) is not { } text)
        {
            return TimeSpan.Zero;
        }

        if (DurationText.TryParse(text, out var duration, out var offset, out var problem))
        {
            return duration;
        }

        written.Complain(ErrorCodes.Duration, $"{what} '{Scalars.Cut(text)}' is no duration: column {offset + 1}: {problem}.");
        return TimeSpan.Zero;
    }
}
