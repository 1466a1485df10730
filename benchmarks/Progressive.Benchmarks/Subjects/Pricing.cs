using System.Runtime.CompilerServices;
using Microsoft.FeatureManagement;

namespace Progressive.Benchmarks.Subjects;

/// <summary>The service that is routed. Its work is next to nothing, so that what is measured is the way to it.</summary>
public interface IPricing
{
    /// <summary>Completes synchronously.</summary>
    int Price(int item);

    /// <summary>Completes synchronously, behind a Task.</summary>
    Task<int> PriceSoon(int item);

    /// <summary>Completes later, without allocating anything itself.</summary>
    ValueTask<int> PriceLater(int item);

    /// <summary>Completes later.</summary>
    Task<int> PriceLaterByTask(int item);
}

/// <summary>What is there today.</summary>
[VariantServiceAlias("stable")]
public sealed class StablePricing : IPricing
{
    private static readonly Task<int> s_one = Task.FromResult(1);

    /// <inheritdoc/>
    public int Price(int item) => item + 1;

    /// <inheritdoc/>
    public Task<int> PriceSoon(int item) => s_one;

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> PriceLater(int item)
    {
        await Task.Yield();
        return item + 1;
    }

    /// <inheritdoc/>
    public async Task<int> PriceLaterByTask(int item)
    {
        await Task.Yield();
        return item + 1;
    }
}

/// <summary>What is being tried.</summary>
[VariantServiceAlias("candidate")]
public sealed class CandidatePricing : IPricing
{
    private static readonly Task<int> s_two = Task.FromResult(2);

    /// <inheritdoc/>
    public int Price(int item) => item + 2;

    /// <inheritdoc/>
    public Task<int> PriceSoon(int item) => s_two;

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> PriceLater(int item)
    {
        await Task.Yield();
        return item + 2;
    }

    /// <inheritdoc/>
    public async Task<int> PriceLaterByTask(int item)
    {
        await Task.Yield();
        return item + 2;
    }
}
