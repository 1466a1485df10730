using System.Text.Json.Nodes;

namespace Progressive.Migration;

/// <summary>What one file or one provider of configuration says about their flags.</summary>
/// <param name="Origin">The file, or the provider.</param>
/// <param name="Content">An object with the sections <c>feature_management</c> and <c>FeatureManagement</c>, each of them optional.</param>
/// <param name="HasTypes">Whether numbers can be told from texts; a provider of configuration cannot.</param>
internal sealed record MicrosoftLayer(string Origin, JsonObject Content, bool HasTypes = true);
