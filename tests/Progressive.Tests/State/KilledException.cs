namespace Progressive.Tests.State;

/// <summary>The process is gone: nothing of the library may catch this.</summary>
internal sealed class KilledException : Exception;
