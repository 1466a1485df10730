namespace Progressive.SourceGeneration;

/// <summary>A member of a service.</summary>
/// <param name="Kind">How it is routed.</param>
/// <param name="DeclaredBy">The interface that declares it, fully qualified: implemented explicitly, names never collide.</param>
/// <param name="Name">Its name, escaped.</param>
/// <param name="ReturnType">What it returns; <c>void</c> for nothing.</param>
/// <param name="TypeParameters">For example <c>&lt;TKey, TValue&gt;</c>, or empty.</param>
/// <param name="Constraints">What an explicit implementation must repeat so that <c>T?</c> keeps its meaning.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Token">The name of the caller's cancellation token, or null.</param>
/// <param name="IsReplayable">Whether the arguments can be used twice.</param>
/// <param name="IsObsolete">Then the proxy's member is obsolete too, or it could not call it.</param>
internal record struct MemberModel(
    MemberKind Kind,
    string DeclaredBy,
    string Name,
    string ReturnType,
    string TypeParameters,
    string Constraints,
    EquatableArray<ParameterModel> Parameters,
    string? Token,
    bool IsReplayable,
    bool IsObsolete);
