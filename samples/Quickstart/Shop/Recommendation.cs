namespace Quickstart.Shop;

/// <summary>Titles, and which implementation thought of them.</summary>
internal sealed record Recommendation(string Variant, string Titles);
