namespace Progressive.Definitions;

/// <summary>What one set of layers comes to.</summary>
/// <param name="Flags">Every flag, those that only code knows last.</param>
/// <param name="Application">The application, where it is named.</param>
/// <param name="Environment">The environment, where it is named.</param>
/// <param name="Origins">The layers' origins, the weakest first.</param>
internal sealed record CompiledDefinitions(IReadOnlyList<FlagCompilation> Flags, string? Application, string? Environment, IReadOnlyList<string> Origins);
