using Progressive.Flags;

namespace Progressive.Definitions;

/// <summary>A rule as it was written.</summary>
/// <param name="Name">Its name, or its number.</param>
/// <param name="Conditions">All of them have to be met.</param>
/// <param name="Serve">The variant for those who meet them.</param>
/// <param name="Place">Where the variant is named, for the error when there is no such variant.</param>
internal sealed record RuleDefinition(string Name, Condition[] Conditions, string Serve, DefinitionPath Place);
