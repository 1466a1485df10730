namespace Progressive.Assignment;

/// <summary>Whose hash decides who gets what. A flag that moved here from another product keeps that product's, so that nobody is assigned anew.</summary>
internal enum Bucketing
{
    /// <summary>Ours: XxHash3 and weighted rendezvous, docs/specs/bucketing.md.</summary>
    Native,

    /// <summary>Microsoft.FeatureManagement: SHA-256, docs/specs/foreign-bucketing.md.</summary>
    Microsoft,

    /// <summary>flagd since its second <c>fractional</c>: MurmurHash3, docs/specs/foreign-bucketing.md.</summary>
    FlagdV2,
}
