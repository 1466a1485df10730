namespace Progressive.Testing.Conformance;

/// <summary>What was expected of a store and what was found instead.</summary>
internal sealed class ExpectationException(string expected, string found, Exception? inner = null) : Exception($"expected {expected}, found {found.TrimEnd('.')}.", inner);
