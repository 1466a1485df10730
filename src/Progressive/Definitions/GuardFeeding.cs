using Progressive.Assignment;
using Progressive.Diagnostics;
using Progressive.Rollouts;

namespace Progressive.Definitions;

/// <summary>Whether each guard of a plan gets samples at some step. One that never does would be a promise that nobody keeps.</summary>
internal static class GuardFeeding
{
    public static void Check(Written guards, string label, Plan plan)
    {
        var isCompared = plan.Steps.Any(step => step.Kind == StepKind.Share && step.Share < Share.All);
        var isCalled = isCompared
            || plan.Bake > TimeSpan.Zero
            || plan.Steps.Any(step => step.Kind is StepKind.Preview or StepKind.Commit);
        foreach (var guard in plan.Guards)
        {
            if (guard.Bound.RelativeToStable && !isCompared)
            {
                guards.Complain(
                    ErrorCodes.GuardNotFed,
                    $"{label} has the guard '{guard}', which compares with stable, and no step that gives both of them calls. Add a share below 100%, such as '10% for 30m', or compare with a number.");
            }
            else if (!isCalled)
            {
                guards.Complain(
                    ErrorCodes.GuardNotFed,
                    $"{label} has the guard '{guard}', and is over as soon as it begins: no step feeds a guard. Add a \"Bake\", in which guards still decide after 100%, or a share before it.");
            }
        }
    }
}
