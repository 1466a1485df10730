namespace Progressive.SourceGeneration;

/// <summary>A parameter.</summary>
/// <param name="Declared">With its modifiers, as the implementation declares it.</param>
/// <param name="Kept">As a method that keeps it for a replay declares it.</param>
/// <param name="Name">Its name, escaped.</param>
/// <param name="Passed">As an argument, with its modifier.</param>
internal record struct ParameterModel(string Declared, string Kept, string Name, string Passed);
