using System.Text.Json.Serialization;
using Progressive.Tests.Flags;

namespace Progressive.Tests.Migration;

/// <summary>What a configuration binder and a serializer can both fill.</summary>
internal sealed class BoundSettings
{
    public int Size { get; set; }

    public double Ratio { get; set; }

    public decimal Price { get; set; }

    public bool Fast { get; set; }

    public string Title { get; set; } = "";

    public int? Limit { get; set; }

    public List<string> Fields { get; set; } = [];

    public List<int> Empty { get; set; } = [];

    public Dictionary<string, double> Weights { get; set; } = [];

    public ConfiguredMode Mode { get; set; }

    public BoundInner? Inner { get; set; }
}

internal sealed class BoundInner
{
    public List<BoundEntry> Deep { get; set; } = [];
}

internal sealed class BoundEntry
{
    public int Count { get; set; }

    public bool On { get; set; }
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(BoundSettings))]
internal sealed partial class BoundJson : JsonSerializerContext;
