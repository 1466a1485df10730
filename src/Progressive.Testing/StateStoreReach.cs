namespace Progressive.Testing;

/// <summary>Who sees what a store holds; it decides which promises a store is held to.</summary>
public enum StateStoreReach
{
    /// <summary>Each instance has contents of its own, as <see cref="State.InMemoryStateStore"/>.</summary>
    Instance,

    /// <summary>Instances that are opened on one scope have the same contents, as <see cref="State.FileStateStore"/>, but the replicas of an application do not share them.</summary>
    Machine,

    /// <summary>A <see cref="State.SharedStateStore"/>: replicas share records and log, and reports and leases too.</summary>
    Replicas,
}
