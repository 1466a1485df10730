using Microsoft.Extensions.DependencyInjection;

namespace Progressive.Variants.Services;

/// <summary>Every routed service of an application, and the collection they were registered in, which the start-up check reads.</summary>
internal sealed class VariantServicePlans(IServiceCollection services)
{
    private readonly List<VariantServicePlan> _all = [];

    public IServiceCollection Services { get; } = services;

    public IReadOnlyList<VariantServicePlan> All => _all;

    public void Add(VariantServicePlan plan) => _all.Add(plan);
}
