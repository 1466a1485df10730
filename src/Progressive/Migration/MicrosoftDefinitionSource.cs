using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;
using Progressive.Definitions;

namespace Progressive.Migration;

/// <summary>The flags of Microsoft.FeatureManagement that stand in a configuration, read provider by provider.</summary>
internal sealed class MicrosoftDefinitionSource(IConfiguration configuration, bool fallsBackToRoot, bool skipsUntranslatable) : DefinitionSource
{
    private IDisposable? _reloads;

    protected override void StartCore() => _reloads = ChangeToken.OnChange(configuration.GetReloadToken, NotifyChanged);

    protected override IReadOnlyList<DefinitionLayer> ReadCore()
    {
        var problems = new List<DefinitionProblem>();
        MicrosoftLayer[] layers = [.. ConfigurationLayers.Providers(configuration).Select(provider => Read(provider, problems)).OfType<MicrosoftLayer>()];
        if (layers.Length == 0 && fallsBackToRoot)
        {
            layers = [.. ConfigurationLayers.Providers(configuration).Select(provider => ReadRoot(provider, problems)).OfType<MicrosoftLayer>()];
        }

        var translated = MicrosoftTranslation.Translate(layers);
        LeftOut = TranslatedLayer.ThrowOrTell(problems, [translated], skipsUntranslatable);
        return translated.Flags.Count == 0 ? [] : [new DefinitionLayer("feature flags of Microsoft.FeatureManagement", JsonNames.Copy(translated.ToDefinitions()), isEnvironment: false, hasTypes: false)];
    }

    protected override void Dispose(bool disposing)
    {
        _reloads?.Dispose();
        base.Dispose(disposing);
    }

    private static MicrosoftLayer? Read(IConfigurationProvider provider, List<DefinitionProblem> problems)
    {
        var content = JsonNames.NewObject();
        foreach (var section in new[] { MicrosoftTranslation.Section, MicrosoftTranslation.LegacySection })
        {
            if (ConfigurationLayers.Read(provider, section, problems) is { } layer)
            {
                content[section] = layer.Content;
            }
        }

        return content.Count == 0 ? null : new MicrosoftLayer(ConfigurationLayers.OriginOf(provider), content, HasTypes: false);
    }

    // As theirs does for a section that was handed to it: each of its keys is a flag.
    private static MicrosoftLayer? ReadRoot(IConfigurationProvider provider, List<DefinitionProblem> problems)
    {
        var flags = JsonNames.NewObject();
        foreach (var key in provider.GetChildKeys([], null).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            JsonNode? flag = ConfigurationLayers.Read(provider, key, problems)?.Content;
            if ((flag ?? (provider.TryGet(key, out var value) && value is not null ? JsonValue.Create(value) : null)) is { } found)
            {
                flags[key] = found;
            }
        }

        var content = JsonNames.NewObject();
        content[MicrosoftTranslation.LegacySection] = flags;
        return flags.Count == 0 ? null : new MicrosoftLayer(ConfigurationLayers.OriginOf(provider), content, HasTypes: false);
    }
}
