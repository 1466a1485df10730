using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;
using Polly;
using Polly.CircuitBreaker;

namespace Progressive.Benchmarks.Subjects;

/// <summary>A call of a service, half of the users to each implementation, by each way of routing it.</summary>
internal sealed class ServiceCalls : IDisposable
{
    private readonly IHost _host;
    private readonly IPricing _routed;
    private readonly IPricing _bare = new StablePricing();
    private readonly HandWrittenPricing _byHand = new(new StablePricing(), new CandidatePricing());
    private readonly ServiceProvider _features;
    private readonly IVariantServiceProvider<IPricing> _variants;
    private readonly ResiliencePipeline _breaker = new ResiliencePipelineBuilder().AddCircuitBreaker(new CircuitBreakerStrategyOptions()).Build();

    public ServiceCalls()
    {
        _host = ProgressiveHost.Start(
            [new("pricing:Split:stable", "50%"), new("pricing:Split:candidate", "50%")],
            builder =>
            {
                builder.Services.AddSingleton<IPricing, StablePricing>();
                builder.AddVariants<IPricing>("pricing", v => v.Candidate<CandidatePricing>(revision: "1"));
            });
        _routed = _host.Services.GetRequiredService<IPricing>();

        var features = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["feature_management:feature_flags:0:id"] = "pricing",
            ["feature_management:feature_flags:0:enabled"] = "true",
            ["feature_management:feature_flags:0:variants:0:name"] = "stable",
            ["feature_management:feature_flags:0:variants:1:name"] = "candidate",
            ["feature_management:feature_flags:0:allocation:percentile:0:variant"] = "stable",
            ["feature_management:feature_flags:0:allocation:percentile:0:from"] = "0",
            ["feature_management:feature_flags:0:allocation:percentile:0:to"] = "50",
            ["feature_management:feature_flags:0:allocation:percentile:1:variant"] = "candidate",
            ["feature_management:feature_flags:0:allocation:percentile:1:from"] = "50",
            ["feature_management:feature_flags:0:allocation:percentile:1:to"] = "100",
        }).Build();
        _features = FeatureManagementHost.Create(features, new CurrentUser(), builder =>
        {
            builder.Services.AddSingleton<IPricing, StablePricing>().AddSingleton<IPricing, CandidatePricing>();
            builder.WithVariantService<IPricing>("pricing");
        });
        _variants = _features.GetRequiredService<IVariantServiceProvider<IPricing>>();
    }

    public void Dispose()
    {
        _features.Dispose();
        _host.Dispose();
    }

    /// <summary>Makes a user the current one for every peer, in this flow of execution.</summary>
    public static void Enter(int user)
    {
        EvaluationContext.Enter(Users.Contexts[user & Users.Mask]);
        HandWrittenPricing.Enter(Users.Keys[user & Users.Mask]);
        CurrentUser.Enter(Users.Keys[user & Users.Mask]);
    }

    /// <summary>Nothing is timed before each way has been seen to send about half of the users to the candidate.</summary>
    public void Verify()
    {
        foreach (var (name, call) in new (string, Func<int, int>)[] { (nameof(Routed), Routed), (nameof(ByHand), ByHand), (nameof(VariantService), VariantService) })
        {
            var candidates = 0;
            for (var user = 0; user <= Users.Mask; user++)
            {
                Enter(user);
                candidates += call(0) - 1;
            }

            if (candidates is <= 432 or >= 592)
            {
                throw new InvalidOperationException($"{name} sends {candidates} of 1024 users to the candidate. Nothing was measured.");
            }
        }
    }

    public int Bare(int item) => _bare.Price(item);

    public int Routed(int item) => _routed.Price(item);

    public int ByHand(int item) => _byHand.Price(item);

    public int VariantService(int item)
    {
        var service = _variants.GetServiceAsync(CancellationToken.None);
        return (service.IsCompletedSuccessfully ? service.Result : service.AsTask().GetAwaiter().GetResult()).Price(item);
    }

    public int CircuitBreaker(int item) => _breaker.Execute(static state => state._bare.Price(state.item), (_bare, item));

    public Task<int> RoutedSoon(int item) => _routed.PriceSoon(item);

    public Task<int> BareSoon(int item) => _bare.PriceSoon(item);

    public ValueTask<int> BareLater(int item) => _bare.PriceLater(item);

    public ValueTask<int> RoutedLater(int item) => _routed.PriceLater(item);

    public Task<int> BareLaterByTask(int item) => _bare.PriceLaterByTask(item);

    public Task<int> RoutedLaterByTask(int item) => _routed.PriceLaterByTask(item);

    private sealed class CurrentUser : ITargetingContextAccessor
    {
        private static readonly AsyncLocal<TargetingContext?> s_current = new();

        public static void Enter(string user) => s_current.Value = new TargetingContext { UserId = user };

        public ValueTask<TargetingContext> GetContextAsync() => new(s_current.Value!);
    }
}
