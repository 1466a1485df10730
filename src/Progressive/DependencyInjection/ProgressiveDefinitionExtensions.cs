using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Progressive.Definitions;
using Progressive.Definitions.Hygiene;
using Progressive.Flags;
using Progressive.Rollouts;
using Progressive.Variants;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Adds definitions of flags and plans. What comes later wins by key: code, then files and other sources in the order they were added, then the
/// configuration section <c>Progressive</c>, then sources that override it.
/// </summary>
public static class ProgressiveDefinitionExtensions
{
    /// <summary>Defines an on/off flag in code.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="key">The flag's key.</param>
    /// <param name="on">Whether it is on.</param>
    /// <returns>The builder.</returns>
    public static ProgressiveBuilder AddFlag(this ProgressiveBuilder builder, string key, bool on)
    {
        CodeOf(builder).AddFlag(key, JsonValue.Create(on));
        return builder;
    }

    /// <summary>Defines a flag in code in one word.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="key">The flag's key.</param>
    /// <param name="shorthand">A share of on such as <c>25%</c>, or a variant for everybody.</param>
    /// <returns>The builder.</returns>
    public static ProgressiveBuilder AddFlag(this ProgressiveBuilder builder, string key, string shorthand)
    {
        ArgumentNullException.ThrowIfNull(shorthand);
        CodeOf(builder).AddFlag(key, JsonValue.Create(shorthand));
        return builder;
    }

    /// <summary>Defines a flag in code.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="key">The flag's key.</param>
    /// <param name="define">Writes the definition.</param>
    /// <returns>The builder.</returns>
    public static ProgressiveBuilder AddFlag(this ProgressiveBuilder builder, string key, Action<FlagBuilder> define)
    {
        ArgumentNullException.ThrowIfNull(define);
        var flag = new FlagBuilder();
        define(flag);
        CodeOf(builder).AddFlag(key, flag.Content);
        return builder;
    }

    /// <summary>Defines a plan in code, for rollouts to follow by its name.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The plan's name.</param>
    /// <param name="define">Writes the plan.</param>
    /// <returns>The builder.</returns>
    public static ProgressiveBuilder AddPlan(this ProgressiveBuilder builder, string name, Action<PlanBuilder> define)
    {
        ArgumentNullException.ThrowIfNull(define);
        var plan = new PlanBuilder();
        define(plan);
        CodeOf(builder).AddPlan(name, plan.Content);
        return builder;
    }

    /// <summary>Defines a segment in code, for rules to name.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The segment's name.</param>
    /// <param name="define">Writes the segment.</param>
    /// <returns>The builder.</returns>
    public static ProgressiveBuilder AddSegment(this ProgressiveBuilder builder, string name, Action<SegmentBuilder> define)
    {
        ArgumentNullException.ThrowIfNull(define);
        var segment = new SegmentBuilder();
        define(segment);
        CodeOf(builder).AddSegment(name, segment.Content);
        return builder;
    }

    /// <summary>Defines a metric in code, for guards to name.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="key">The metric's key, such as <c>cost_usd</c>.</param>
    /// <param name="define">Writes the definition.</param>
    /// <returns>The builder.</returns>
    public static ProgressiveBuilder AddMetric(this ProgressiveBuilder builder, string key, Action<MetricBuilder> define)
    {
        ArgumentNullException.ThrowIfNull(define);
        var metric = new MetricBuilder();
        define(metric);
        CodeOf(builder).AddMetric(key, metric.Content);
        return builder;
    }

    /// <summary>
    /// Reads definitions from a JSON file, and again within 2 s of a change of its content, also where the file is a mounted ConfigMap. A file that breaks
    /// or vanishes later keeps its last good content in force.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file; relative paths start at the content root.</param>
    /// <param name="optional">Whether the file may be missing when the application starts. Default: no, that stops the host.</param>
    /// <returns>The builder.</returns>
    public static ProgressiveBuilder AddProgressiveFile(this ProgressiveBuilder builder, string path, bool optional = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return builder.AddDefinitionSource(s => new FileDefinitionSource(
            Path.GetFullPath(path, s.GetService<IHostEnvironment>()?.ContentRootPath is { Length: > 0 } root ? root : AppContext.BaseDirectory),
            optional,
            s.GetRequiredService<TimeProvider>()));
    }

    /// <summary>Reads definitions from a source of the application's own. It stands in order with the files.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="create">Creates the source; the container disposes it.</param>
    /// <returns>The builder.</returns>
    public static ProgressiveBuilder AddDefinitionSource(this ProgressiveBuilder builder, Func<IServiceProvider, DefinitionSource> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.AddSingleton(create);
        return builder;
    }

    internal static void AddDefinitions(this IServiceCollection services)
    {
        services.TryAddSingleton(static s => new DefinitionLoader(
            SourcesOf(s),
            s.GetRequiredService<LiveFlags>(),
            s.GetRequiredService<VariantDeclarations>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetService<ILogger<DefinitionLoader>>() ?? (ILogger)NullLogger.Instance));
        services.TryAddSingleton(static s => new ConfigurationSourceHolder(s.GetService<IConfiguration>()));
        services.AddOptions<HygieneOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HygieneOptions>, HygieneOptionsValidator>());
        services.TryAddSingleton(static s => new FlagHygiene(
            s.GetRequiredService<LiveFlags>(),
            s.GetRequiredService<IRollouts>,
            s.GetRequiredService<IOptions<HygieneOptions>>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetService<ILogger<DefinitionCatalog>>() ?? (ILogger)NullLogger.Instance));
        services.TryAddSingleton(static s => new DefinitionCatalog(s.GetRequiredService<DefinitionLoader>(), s.GetRequiredService<LiveFlags>(), s.GetRequiredService<FlagHygiene>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, DefinitionHost>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, FlagHygiene>(static s => s.GetRequiredService<FlagHygiene>()));
    }

    private static List<DefinitionSource> SourcesOf(IServiceProvider services)
    {
        var added = services.GetServices<DefinitionSource>().ToLookup(static source => source.OverridesConfiguration);
        List<DefinitionSource> sources = [.. added[false]];
        if (services.GetService<CodeDefinitions>() is { } code)
        {
            sources.Insert(0, code);
        }

        if (services.GetRequiredService<ConfigurationSourceHolder>().Source is { } configuration)
        {
            sources.Add(configuration);
        }

        sources.AddRange(added[true]);
        return sources;
    }

    private static CodeDefinitions CodeOf(ProgressiveBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var known = builder.Services.FirstOrDefault(d => d.ServiceType == typeof(CodeDefinitions) && !d.IsKeyedService)?.ImplementationInstance;
        if (known is CodeDefinitions definitions)
        {
            return definitions;
        }

        definitions = new CodeDefinitions();
        builder.Services.AddSingleton(definitions);
        return definitions;
    }

    // So that the container disposes a source that an application without configuration does not have.
    private sealed class ConfigurationSourceHolder(IConfiguration? configuration) : IDisposable
    {
        public ConfigurationDefinitionSource? Source { get; } = configuration is null ? null : new ConfigurationDefinitionSource(configuration);

        public void Dispose() => Source?.Dispose();
    }
}
