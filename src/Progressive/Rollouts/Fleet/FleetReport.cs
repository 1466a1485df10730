using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Progressive.Rollouts.Fleet;

/// <summary>What a process says of itself to the others.</summary>
internal sealed record FleetReport
{
    /// <summary>The form this version writes, and the newest that it reads.</summary>
    public const int NewestFormat = 1;

    public int Format { get; init; } = NewestFormat;

    /// <summary>What people call it: the pod, or the machine and the process.</summary>
    public string Replica { get; init; } = "";

    /// <summary>The store's generation and version that are in force in it.</summary>
    public string Generation { get; init; } = "";

    public long Version { get; init; }

    /// <summary>The rollouts it has the candidates for.</summary>
    public ImmutableArray<ReplicaRollout> Rollouts { get; init; } = [];

    /// <summary>Members that a newer version wrote.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }

    public ReplicaRollout? Find(string flag, string revision) => Rollouts.FirstOrDefault(rollout =>
        string.Equals(rollout.Flag, flag, StringComparison.OrdinalIgnoreCase) && string.Equals(rollout.Revision, revision, StringComparison.Ordinal));
}

/// <summary>One rollout as a process has it.</summary>
internal sealed record ReplicaRollout
{
    public required string Flag { get; init; }

    public required string Revision { get; init; }

    /// <summary>Whether the candidate may get calls here: should the process end without a goodbye, that counts against it.</summary>
    public bool IsServing { get; init; }

    /// <summary>Why the variant is served to nobody here; null while it may be.</summary>
    public string? Unavailable { get; init; }

    /// <summary>What nobody has judged by yet.</summary>
    public ImmutableArray<SpanWindow> Windows { get; init; } = [];
}
