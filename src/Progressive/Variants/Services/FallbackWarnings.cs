using Microsoft.Extensions.Logging;
using Progressive.Flags;

namespace Progressive.Variants.Services;

/// <summary>Says which methods a fallback does not cover, once for each definition that asks for one.</summary>
internal sealed class FallbackWarnings(VariantServicePlans plans, LiveFlags live, ILogger<FallbackWarnings> logger) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<VariantServicePlan> _warned = [];

    public void Start()
    {
        live.Published += Look;
        Look();
    }

    public void Dispose() => live.Published -= Look;

    private void Look()
    {
        lock (_gate)
        {
            foreach (var plan in plans.All)
            {
                if (plan.NotReplayable() is not { Length: > 0 } methods)
                {
                    continue;
                }

                if (!live.Current.TryGet(plan.Flag, out var flag) || flag.Parts.Fallback is null)
                {
                    _warned.Remove(plan);
                }
                else if (_warned.Add(plan))
                {
                    logger.NotReplayable(plan.Flag, plan.ServiceType, string.Join(", ", methods));
                }
            }
        }
    }
}
