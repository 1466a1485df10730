using System.Text.Json.Nodes;

namespace Progressive.Definitions;

/// <summary>Members that are lists and objects, made when they are first added to.</summary>
internal static class JsonBuilding
{
    public static void AddTo(this JsonObject content, string name, JsonNode item)
    {
        if (content[name] is not JsonArray list)
        {
            content[name] = list = [];
        }

        list.Add(item);
    }

    public static JsonObject ObjectOf(this JsonObject content, string name)
    {
        if (content[name] is not JsonObject members)
        {
            content[name] = members = JsonNames.NewObject();
        }

        return members;
    }
}
