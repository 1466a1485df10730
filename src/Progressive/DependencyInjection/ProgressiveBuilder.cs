namespace Microsoft.Extensions.DependencyInjection;

/// <summary>What <c>AddProgressiveDelivery()</c> returns, for adding definitions, variants, stores and integrations.</summary>
public sealed class ProgressiveBuilder
{
    internal ProgressiveBuilder(IServiceCollection services) => Services = services;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }
}
