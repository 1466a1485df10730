using System.Text.Json.Nodes;
using Progressive.Definitions;

namespace Progressive.Tests.Schema;

/// <summary>The members of each kind of object but conditions, described.</summary>
internal static class MemberSchemas
{
    public static JsonObject Root(string name) => name switch
    {
        "Flags" => SchemaNodes.MapOf(SchemaNodes.Ref("flagOrWord"), "The flags, by key.", mayBeNull: true),
        "Plans" => SchemaNodes.MapOf(SchemaNodes.Ref("plan"), "Plans that rollouts follow, by name.", mayBeNull: true),
        "Segments" => SchemaNodes.MapOf(SchemaNodes.Ref("segment"), "Groups that rules refer to, by name.", mayBeNull: true),
        "Metrics" => SchemaNodes.MapOf(SchemaNodes.Ref("metric"), "What guards may be on besides errors and latency, by key.", mayBeNull: true),
        "Application" => SchemaNodes.Text("The application's name; kept with the definitions."),
        "Environment" => SchemaNodes.Text("The environment's name; kept with the definitions."),
        "$schema" => SchemaNodes.Text("The address of this schema, for editors."),
        _ => throw ConditionSchemas.Unknown(name),
    };

    public static JsonObject Flag(string name) => name switch
    {
        "Enabled" => SchemaNodes.Truth("False: everybody gets Off, whatever else is said."),
        "Description" => SchemaNodes.Text("What it is for."),
        "Owner" => SchemaNodes.Text("Who to ask."),
        "Tags" => SchemaNodes.Texts("Words to find it by."),
        "Expires" => SchemaNodes.Ref("date", "When the flag should be gone; changes nothing by itself."),
        "Type" => SchemaNodes.Words("The type of the variants' values.", "boolean", "string", "number", "json"),
        "Variants" => SchemaNodes.MapOf(SchemaNodes.Ref("variant"), "The variants, by name. Default: those of code; with a rollout stable and candidate; else off and on.", mayBeNull: true),
        "Default" => SchemaNodes.Text("The variant where nothing else decides. Default: stable if there is one, else off."),
        "Off" => SchemaNodes.Text("The variant when the flag is off. Default: stable if there is one, else off."),
        "StickBy" => SchemaNodes.Text("What shares stick by: targetingKey, call or an attribute. Default: targetingKey."),
        "Salt" => SchemaNodes.Text("What shares are drawn with. Default: the key in lower case."),
        "Rules" => SchemaNodes.ListOf(SchemaNodes.Ref("rule"), "The first that matches decides."),
        "Split" => SchemaNodes.Ref("shares", "A static split; not together with Rollout."),
        "Guards" => SchemaNodes.ListOf(SchemaNodes.Ref("guard"), "Close variants other than Default and Off; not together with Rollout."),
        "Fallback" => SchemaNodes.Text("The variant that answers failed calls of the others, where the work can be replayed. Default: none."),
        "Rollout" => SchemaNodes.Ref("rollout", "How traffic moves from stable to candidate: a plan's name, a name and how far, or a plan."),
        "Bucketing" => SchemaNodes.Words("Whose hash draws the shares of this flag. Default: progressive.", "progressive", "microsoft", "flagd-v2"),
        "Prerequisites" => SchemaNodes.MapOf(SchemaNodes.Ref("someTexts"), "What other flags have to serve, by key, or everybody gets Off."),
        "Schedule" => SchemaNodes.AnyOf("When the flag is anything but Off. Default: always.", SchemaNodes.Ref("schedule"), SchemaNodes.Null()),
        "Client" => SchemaNodes.Truth("Whether other systems, browsers among them, may be told the answer. Default: false."),
        _ => throw ConditionSchemas.Unknown(name),
    };

    public static JsonObject Variant(string name) => name switch
    {
        "Value" => new JsonObject { ["description"] = "Its value, of the flag's type." },
        "Revision" => new JsonObject { ["description"] = "What is being tried; another one starts a rollout anew.", ["type"] = new JsonArray("string", "number", "null") },
        _ => throw ConditionSchemas.Unknown(name),
    };

    public static JsonObject Rule(string name) => name switch
    {
        "Name" => SchemaNodes.Text("The cause that evaluations give."),
        "When" => SchemaNodes.Ref("when", "Whom it is for; all of it has to hold. Default: everybody."),
        "Serve" => SchemaNodes.AnyOf("The variant, or variants and their shares.", new JsonObject { ["type"] = "string", ["minLength"] = 1 }, SchemaNodes.Ref("shares")),
        "Enabled" => SchemaNodes.Truth("What IsEnabled answers for those whom it serves. Default: what the variant says."),
        "StickBy" => SchemaNodes.Text("What the shares stick by. Default: what the flag does."),
        "Salt" => SchemaNodes.Text("What the shares are drawn with. Default: the flag's salt."),
        _ => throw ConditionSchemas.Unknown(name),
    };

    public static JsonObject Segment(string name) => name switch
    {
        "When" => SchemaNodes.Ref("when", "Who is a member besides those listed; all of it has to hold. Default: nobody."),
        "Include" => SchemaNodes.Texts("Members, whatever When says."),
        "Exclude" => SchemaNodes.Texts("Who is no member, whatever else is said."),
        "By" => SchemaNodes.Text("The attribute whose values the lists hold. Default: targetingKey."),
        "Description" => SchemaNodes.Text("What it is."),
        _ => throw ConditionSchemas.Unknown(name),
    };

    public static JsonObject Schedule(string name) => name switch
    {
        "From" => OrNull("date", "The first moment. Its offset is the one in which days begin."),
        "To" => OrNull("date", "The first moment after the (first) window."),
        "Every" => new JsonObject { ["description"] = "How the window comes again: day, 2 days, week on Mon, Wed.", ["type"] = new JsonArray("string", "null") },
        "Until" => OrNull("date", "The last moment at which a window may begin."),
        "Times" => OrNull("number", "How many windows there are."),
        "WeekStart" => new JsonObject { ["description"] = "The first day of a week, for every other week. Default: Sunday.", ["type"] = new JsonArray("string", "null") },
        _ => throw ConditionSchemas.Unknown(name),
    };

    public static JsonObject Plan(string name) => name switch
    {
        "Steps" => SchemaNodes.Texts("For example 1% for 10m, 10% of staff for 30m, approval, 100%; first preview, and last commit."),
        "Guards" => SchemaNodes.ListOf(SchemaNodes.Ref("guard"), "What takes the candidate back."),
        "OnBreach" => SchemaNodes.Words("What a breach does. Default: rollback.", PlanWords.BreachWords),
        "Bake" => SchemaNodes.Ref("duration", "How long guards still decide after 100%."),
        "MaxHold" => SchemaNodes.Ref("duration", "How long a step may hold for evidence."),
        "OnUndecided" => SchemaNodes.Words("What happens after MaxHold. Default: hold.", PlanWords.UndecidedWords),
        "Freeze" => SchemaNodes.Texts("When nothing is raised, such as Fri 15:00 - Mon 08:00 Europe/Stockholm."),
        "UpTo" => SchemaNodes.Ref("percentage", "The candidate's largest share, whatever the steps say. Default: 100%."),
        "WarmUp" => SchemaNodes.Ref("duration", "How long after the candidate's first call in a process guards on latency leave its calls out."),
        "WarmUpCalls" => SchemaNodes.Ref("number", "How many calls have to have started before the warm-up is over."),
        _ => throw ConditionSchemas.Unknown(name),
    };

    public static JsonObject Followed(string name) => name == "Plan" ? SchemaNodes.Text("The plan's name.") : Plan(name);

    public static JsonObject Metric(string name) => name switch
    {
        "Cap" => OrNull("number", "Values above count as this. Default: none."),
        "Per" => SchemaNodes.Words("What a value belongs to. Default: call.", "call", "targetingKey", "user"),
        "Within" => SchemaNodes.Ref("duration", "How long after its first exposure values count for a key. Default: 1h."),
        "Prometheus" => SchemaNodes.Text("A query of Prometheus."),
        "Source" => SchemaNodes.Text("A registered source."),
        "Query" => SchemaNodes.Text("What the source is asked, with {flag}, {variant} and {revision}."),
        "Every" => SchemaNodes.Ref("duration", "How often the source is asked. Default: 15s."),
        "Meter" => SchemaNodes.Text("The meter of an instrument whose measurements during a call are the measure."),
        "Instrument" => SchemaNodes.Text("The instrument."),
        _ => throw ConditionSchemas.Unknown(name),
    };

    private static JsonObject OrNull(string name, string description) => SchemaNodes.AnyOf(description, SchemaNodes.Ref(name), SchemaNodes.Null());
}
