namespace Progressive.Cli;

/// <summary>The command cannot be carried out; the message goes to the error stream, and the exit code is 2.</summary>
internal sealed class ToolException(string code, string problem) : Exception($"{code}: {problem}");
