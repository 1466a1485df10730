namespace Progressive.SourceGeneration;

/// <summary>An interface as its proxy needs it: text and flags, no symbol.</summary>
/// <param name="Interface">The interface, fully qualified.</param>
/// <param name="ProxyName">The proxy's name, which no other interface has.</param>
/// <param name="Members">What to implement.</param>
internal record struct ServiceModel(string Interface, string ProxyName, EquatableArray<MemberModel> Members);
