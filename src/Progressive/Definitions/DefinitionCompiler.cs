using System.Text.Json.Nodes;
using Progressive.Diagnostics;
using Progressive.Metrics;
using Progressive.Rollouts;
using Progressive.Variants;

namespace Progressive.Definitions;

/// <summary>From layers to what runs: merged, read, checked, compiled. Pure; every problem of every flag and plan is collected.</summary>
internal static class DefinitionCompiler
{
    /// <exception cref="DefinitionException">Something is wrong; nothing of it may be used.</exception>
    public static CompiledDefinitions Compile(IReadOnlyList<DefinitionLayer> layers, VariantDeclarations declarations)
    {
        layers = EnvironmentNames.Resolve(layers, NamesOf(declarations));
        var problems = new ProblemList(layers);
        var merged = MergedDefinitions.Of(layers, problems);
        var metrics = ReadMetrics(merged.Metrics, problems);
        var segments = new SegmentCatalog(merged.Segments, problems);
        segments.ReadAll();
        var shared = new SharedDefinitions(ReadPlans(merged.Plans, metrics, segments, problems), metrics, segments);
        var compiler = new FlagCompiler(declarations, metrics, segments, problems);
        var flags = new List<FlagCompilation>(merged.Flags.Count);
        var place = new DefinitionPath(null, "Flags");
        foreach (var (key, node) in merged.Flags)
        {
            if (FlagReader.Read(new Written(node, place.At(key), problems), shared) is { } flag)
            {
                flags.Add(compiler.Compile(flag));
            }
        }

        foreach (var key in declarations.Flags)
        {
            if (!merged.Flags.ContainsKey(key))
            {
                flags.Add(compiler.Compile(new FlagDefinition { Key = key, Path = place.At(key) }));
            }
        }

        PrerequisiteRules.Check(flags, declarations.IsComplete, problems);
        return problems.Count > 0
            ? throw new DefinitionException(problems.Problems)
            : new CompiledDefinitions(flags, metrics, merged.Application, merged.Environment, [.. layers.Select(layer => layer.Origin)])
            {
                UnusedPlans = [.. shared.Plans.Keys.Except(flags.Select(static flag => flag.Definition.Rollout?.Name).OfType<string>(), StringComparer.OrdinalIgnoreCase)],
                UnusedSegments = segments.Unused,
            };
    }

    private static IEnumerable<string> NamesOf(VariantDeclarations declarations) =>
        declarations.Flags.SelectMany(flag => declarations.Of(flag).Select(d => d.Variant).Append(flag));

    private static MetricSet ReadMetrics(IReadOnlyDictionary<string, JsonNode?> written, ProblemList problems)
    {
        var place = new DefinitionPath(null, "Metrics");
        return new MetricSet(written.Select(m => MetricReader.Read(new Written(m.Value, place.At(m.Key), problems))).OfType<MetricDefinition>());
    }

    private static Dictionary<string, Plan?> ReadPlans(
        IReadOnlyDictionary<string, JsonNode?> written, MetricSet metrics, SegmentCatalog segments, ProblemList problems)
    {
        var plans = new Dictionary<string, Plan?>(StringComparer.OrdinalIgnoreCase);
        var place = new DefinitionPath(null, "Plans");
        foreach (var (name, node) in written)
        {
            var plan = new Written(node, place.At(name), problems);
            if (!Keys.IsValid(name, out var why))
            {
                plan.Complain(ErrorCodes.InvalidKey, $"'{Scalars.Cut(name)}' is no name of a plan: {why}. Use letters, digits and . _ / -.");
                continue;
            }

            // A plan with an error is still a plan: who follows it need not complain too.
            plans[name] = PlanReader.Read(plan, name, $"Plan '{name}'", isShared: true, metrics, segments);
        }

        return plans;
    }
}
