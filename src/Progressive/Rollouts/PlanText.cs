namespace Progressive.Rollouts;

/// <summary>A plan's steps as text, by which an edited plan is told from the same one.</summary>
internal static class PlanText
{
    public static string Of(Plan plan) => string.Join(", ", plan.Steps);

    /// <summary>The share after a step, which is what its evidence has to allow; null after the last.</summary>
    public static Assignment.Share? NextShare(Plan plan, int step)
    {
        for (var i = step + 1; i < plan.Steps.Count; i++)
        {
            if (plan.Steps[i].Kind == StepKind.Share)
            {
                return plan.Steps[i].Share;
            }
        }

        return null;
    }
}
