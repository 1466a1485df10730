namespace Progressive.SourceGeneration;

internal enum MemberKind
{
    /// <summary>Ends when it returns.</summary>
    Method,

    /// <summary>Returns a task, which the call ends with.</summary>
    AsyncMethod,

    /// <summary>Returns an asynchronous stream, whose enumerations are the calls.</summary>
    Stream,

    Property,

    Indexer,

    /// <summary>Dispose and DisposeAsync: the container's, which disposes each implementation by itself.</summary>
    Disposal,
}
