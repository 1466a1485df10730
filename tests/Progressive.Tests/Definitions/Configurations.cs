using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;

namespace Progressive.Tests.Definitions;

/// <summary>Real configuration of real providers, each written as one line: <c>json:{…}</c>, <c>memory:a:b=c;d=e</c>, <c>env:A__B=c</c>, <c>chained-root:</c>, <c>chained-section:</c>.</summary>
internal static class Configurations
{
    private static int s_count;

    public static IConfigurationRoot Of(params ReadOnlySpan<string> sources)
    {
        var builder = new ConfigurationBuilder();
        foreach (var source in sources)
        {
            Add(builder, source);
        }

        return builder.Build();
    }

    public static JsonConfigurationSource File(FakeFiles files, string path, bool optional = false) =>
        new() { FileProvider = files, Path = path, Optional = optional, ReloadOnChange = true, ReloadDelay = 0 };

    private static void Add(ConfigurationBuilder builder, string source)
    {
        var colon = source.IndexOf(':', StringComparison.Ordinal);
        var text = source[(colon + 1)..];
        switch (source[..colon])
        {
            case "json":
                builder.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($"{{\"Progressive\":{text}}}")));
                break;
            case "memory":
                builder.AddInMemoryCollection(Pairs(text).Select(p => KeyValuePair.Create("Progressive:" + p.Key, p.Value)));
                break;
            case "env":
                var prefix = $"PRGTEST{Interlocked.Increment(ref s_count)}_";
                foreach (var (name, value) in Pairs(text))
                {
                    Environment.SetEnvironmentVariable($"{prefix}Progressive__{name}", value);
                }

                builder.AddEnvironmentVariables(prefix);
                break;
            case "chained-root":
                builder.AddConfiguration(Of(text.Split(" + ")));
                break;
            case "chained-section":
                var below = new ConfigurationBuilder();
                foreach (var inner in text.Split(" + "))
                {
                    below.AddInMemoryCollection(Of(inner).AsEnumerable().Select(p => KeyValuePair.Create("Outer:" + p.Key, p.Value)));
                }

                builder.AddConfiguration(below.Build().GetSection("Outer"));
                break;
            default:
                throw new ArgumentException(source);
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> Pairs(string text) =>
        text.Split(';').Select(pair => pair.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1]));
}
