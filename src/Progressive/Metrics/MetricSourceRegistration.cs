namespace Progressive.Metrics;

/// <summary>A name for a source of metrics, and how it is made.</summary>
internal sealed record MetricSourceRegistration(string Name, Func<IServiceProvider, MetricSource> Create);
