namespace Progressive.Flags.Rules;

/// <summary>The time of asking is within a schedule.</summary>
internal sealed class ScheduleCondition(Schedule schedule) : Condition
{
    public override ContextNeeds Needs => ContextNeeds.Time;

    public override bool Matches(in Asker asker) => schedule.Includes(asker.Now);

    public override string ToString() => $"the time is {schedule}";
}
