using System.Text.Json.Nodes;
using Progressive.Assignment;
using Progressive.Diagnostics;
using Progressive.Flags.Rules;

namespace Progressive.Definitions;

/// <summary>Reads conditions: members are attributes or combinators, and all of them have to hold.</summary>
internal static class ConditionReader
{
    // Definitions are at most 64 levels deep as JSON; configuration has no such bound of its own.
    private const int Deepest = 32;

    // What is no attribute. The switch below is the truth; the schema is written from these names, and a test holds the two together.
    internal static readonly string[] Combinators = ["any", "all", "not", "segment", "share", "schedule", "targetingKey"];

    internal static readonly string[] ShareMembers = ["From", "To", "StickBy", "Salt"];

    /// <returns>Null where something is wrong, which has been complained about.</returns>
    public static Condition? Read(Written written, ConditionScope scope)
    {
        var condition = Read(written, scope, 0);
        if (condition is null && written.Problems.Count == 0)
        {
            // No condition at all is everybody, so a reader that is silent about what it cannot read must not go unnoticed.
            written.Complain(ErrorCodes.InvalidCondition, "The conditions cannot be read.");
        }

        return condition;
    }

    private static Condition? Read(Written written, ConditionScope scope, int depth)
    {
        if (depth > Deepest)
        {
            written.Complain(ErrorCodes.InvalidCondition, $"Conditions stand more than {Deepest} deep in one another. Move some of them into a segment.");
            return null;
        }

        var conditions = new List<Condition>();
        var isWhole = true;
        foreach (var member in written.Members("When"))
        {
            if (ReadMember(member, scope, depth) is { } condition)
            {
                conditions.Add(condition);
            }
            else
            {
                isWhole = false;
            }
        }

        return !isWhole ? null : conditions.Count == 1 ? conditions[0] : new AllCondition([.. conditions]);
    }

    private static Condition? ReadMember(Written member, ConditionScope scope, int depth)
    {
        switch (member.Path.Name.ToUpperInvariant())
        {
            case "ANY":
                return ReadList(member, scope, depth) is { } some ? new AnyCondition(some) : null;
            case "ALL":
                return ReadList(member, scope, depth) is { } each ? new AllCondition(each) : null;
            case "NOT":
                return ReadNot(member, scope, depth);
            case "SEGMENT":
                return ReadSegments(member, scope);
            case "SHARE":
                return ReadShare(member, scope);
            case "SCHEDULE":
                return ReadSchedule(member);
            case "TARGETINGKEY":
                return OperatorReader.Read(member, "The targeting key") is { } keyTests ? new TargetingKeyCondition(keyTests) : null;
            default:
                return ReadAttribute(member);
        }
    }

    private static AttributeCondition? ReadAttribute(Written member)
    {
        var attribute = member.Path.Name;
        if (!Keys.IsValid(attribute, out var why))
        {
            member.Complain(ErrorCodes.InvalidKey, $"'{Scalars.Cut(attribute)}' is no name of an attribute: {why}. Use letters, digits and . _ / -.");
            return null;
        }

        return OperatorReader.Read(member, $"The attribute '{attribute}'") is { } tests ? new AttributeCondition(attribute, tests) : null;
    }

    private static Condition[]? ReadList(Written member, ConditionScope scope, int depth)
    {
        var items = member.List($"'{member.Path.Name}'");
        if (items.Count == 0)
        {
            member.Complain(ErrorCodes.InvalidCondition, $"'{member.Path.Name}' lists no conditions. Write [ {{ \"country\": \"SE\" }}, … ].");
            return null;
        }

        Condition?[] conditions = [.. items.Select(item => ReadItem(item, scope, depth + 1))];
        return conditions.Any(static condition => condition is null) ? null : [.. conditions.OfType<Condition>()];
    }

    // Among several, conditions that are empty would hold for everybody.
    private static Condition? ReadItem(Written item, ConditionScope scope, int depth)
    {
        if (item.Node is JsonObject { Count: > 0 })
        {
            return Read(item, scope, depth);
        }

        item.Complain(ErrorCodes.InvalidCondition, $"Each of a list of conditions is an object with at least one, but this is {Scalars.Show(item.Node)}. Write {{ \"country\": \"SE\" }} or the like.");
        return null;
    }

    private static NotCondition? ReadNot(Written member, ConditionScope scope, int depth)
    {
        if (member.Node is not JsonObject { Count: > 0 })
        {
            member.Complain(ErrorCodes.InvalidCondition, "'not' has no conditions, so that it would hold for nobody. Write { \"country\": \"SE\" } or the like.");
            return null;
        }

        return Read(member, scope, depth + 1) is { } condition ? new NotCondition(condition) : null;
    }

    private static SegmentCondition? ReadSegments(Written member, ConditionScope scope)
    {
        var names = Scalars.TryText(member.Node, out _) ? [member] : member.Node is JsonValue ? [] : member.List("'segment'");
        if (names.Count == 0 || names.Any(static name => !(Scalars.TryText(name.Node, out var text) && text.Length > 0)))
        {
            member.Complain(ErrorCodes.InvalidCondition, "'segment' is the name of a segment, or a list of names. Write \"staff\" or [ \"staff\", \"partners\" ].");
            return null;
        }

        Segment?[] segments = [.. names.Select(name => scope.Segments.Find(name, name.Node!.GetValue<string>()))];
        return segments.Any(static segment => segment is null) ? null : new SegmentCondition([.. segments.OfType<Segment>()]);
    }

    private static ScheduleCondition? ReadSchedule(Written member)
    {
        if (member.IsEmpty)
        {
            member.Complain(ErrorCodes.InvalidCondition, "'schedule' says no time. Write { \"From\": \"2027-03-01\" } or the like, or remove it.");
            return null;
        }

        return ScheduleReader.Read(member, "the schedule of a condition") is { } schedule ? new ScheduleCondition(schedule) : null;
    }

    private static ShareCondition? ReadShare(Written member, ConditionScope scope)
    {
        if (member.Node is JsonValue)
        {
            return ReadPercentage(member) is { } below ? new ShareCondition(scope.HashFor("rollout"), Share.None, below) : null;
        }

        Share? from = Share.None;
        Share? to = null;
        (Flags.StickyKey, string?)? stickBy = null;
        string? salt = null;
        foreach (var part in member.Members("'share'"))
        {
            switch (part.Path.Name.ToUpperInvariant())
            {
                case "FROM":
                    from = ReadPercentage(part);
                    break;
                case "TO":
                    to = ReadPercentage(part);
                    break;
                case "STICKBY":
                    stickBy = StickByReader.Read(part);
                    break;
                case "SALT":
                    salt = scope.ReadSalt(part);
                    break;
                default:
                    part.Complain(MemberNames.Unexpected(part.Path.Name, "a share", ShareMembers, []));
                    break;
            }
        }

        if (to is null || from is null || from > to)
        {
            member.Complain(ErrorCodes.InvalidCondition, "A share has an end that is not before its begin. Write \"25%\", or { \"From\": \"10%\", \"To\": \"25%\" }.");
            return null;
        }

        return new ShareCondition(scope.HashFor("rollout", stickBy, salt), from.Value, to.Value);
    }

    private static Share? ReadPercentage(Written written)
    {
        if (Scalars.TryText(written.Node, out var text) && Share.TryParse(text, null, out var share))
        {
            return share;
        }

        written.Complain(ErrorCodes.InvalidShare, $"{Scalars.Show(written.Node)} is no share. Write a percentage from 0% to 100% with at most four decimals, such as '12.5%'.");
        return null;
    }
}
