using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;

namespace Progressive.Definitions;

/// <summary>
/// One layer per configuration provider. Read through <see cref="IConfiguration"/> itself, lists of several providers would merge item by item,
/// and a shorter list could never replace a longer one.
/// </summary>
internal static class ConfigurationLayers
{
    /// <summary>The providers that count, the weakest first. A chained root is opened; a chained section counts as one provider.</summary>
    public static IEnumerable<IConfigurationProvider> Providers(IConfiguration configuration) => configuration is IConfigurationRoot root
        ? root.Providers.SelectMany(provider => provider is ChainedConfigurationProvider { Configuration: IConfigurationRoot inner } ? Providers(inner) : [provider])
        : [new ChainedConfigurationProvider(new ChainedConfigurationSource { Configuration = configuration })];

    public static DefinitionLayer? Read(IConfigurationProvider provider, string section, List<DefinitionProblem> problems)
    {
        var root = ReadTree(provider, section);
        if (root is null)
        {
            return null;
        }

        var origin = OriginOf(provider);
        return root.ToJson(origin, problems) is JsonObject { Count: > 0 } content
            ? new DefinitionLayer(origin, content, provider.GetType().Name == "EnvironmentVariablesConfigurationProvider", hasTypes: false)
            : null;
    }

    public static string OriginOf(IConfigurationProvider provider) => provider switch
    {
        FileConfigurationProvider { Source.Path: { Length: > 0 } path } => path,
        ChainedConfigurationProvider { Configuration: IConfigurationSection inner } => $"configuration section '{inner.Path}'",
        ChainedConfigurationProvider => "configuration",
        _ => provider.GetType().Name switch
        {
            "EnvironmentVariablesConfigurationProvider" => "environment variables",
            "CommandLineConfigurationProvider" => "command line",
            "MemoryConfigurationProvider" => "configuration in memory",
            var name => name,
        },
    };

    /// <summary>
    /// What a provider of the framework's base class holds. The member is protected, so it is as stable as a public one, and asking for the children
    /// of each key instead scans all keys for each: with 10,000 flags that takes seconds.
    /// </summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Data")]
    public static extern IDictionary<string, string?> DataOf(ConfigurationProvider provider);

    private static ConfigurationEntry? ReadTree(IConfigurationProvider provider, string section)
    {
        if (provider is ConfigurationProvider held && ReadHeld(held, section) is { } tree)
        {
            return tree;
        }

        var root = new ConfigurationEntry();
        ReadChildren(provider, section, root, 1);
        return root.IsEmpty ? null : root;
    }

    private static ConfigurationEntry? ReadHeld(ConfigurationProvider provider, string section)
    {
        // In memory, keys are set while others read; a reading that was disturbed is begun again.
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return TryReadHeld(provider, section);
            }
            catch (InvalidOperationException) when (attempt < 16)
            {
            }
        }
    }

    private static ConfigurationEntry? TryReadHeld(ConfigurationProvider provider, string section)
    {
        ConfigurationEntry? root = null;
        foreach (var (key, _) in DataOf(provider))
        {
            // The provider's own answer counts: it may decrypt, or look elsewhere.
            if (IsInside(key, section) && provider.TryGet(key, out var value))
            {
                root ??= new ConfigurationEntry();
                root.Set(key.Length == section.Length ? [] : key.AsSpan(section.Length + 1), value);
            }
        }

        return root;
    }

    private static bool IsInside(string key, string section) =>
        key.StartsWith(section, StringComparison.OrdinalIgnoreCase) && (key.Length == section.Length || key[section.Length] == ':');

    private static void ReadChildren(IConfigurationProvider provider, string path, ConfigurationEntry entry, int depth)
    {
        if (provider.TryGet(path, out var value))
        {
            entry.Set([], value);
        }

        if (depth > JsonDefinitionText.MaxDepth + 1)
        {
            return;
        }

        foreach (var name in provider.GetChildKeys([], path).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            ReadChildren(provider, $"{path}:{name}", entry.Child(name), depth + 1);
        }
    }
}
