namespace Progressive.Rollouts;

/// <summary>A plan's steps as text, by which an edited plan is told from the same one.</summary>
internal static class PlanText
{
    public static string Of(Plan plan) => string.Join(", ", plan.Steps);
}
