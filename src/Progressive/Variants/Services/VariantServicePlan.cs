using Microsoft.Extensions.DependencyInjection;

namespace Progressive.Variants.Services;

/// <summary>One routed service as AddVariants registered it.</summary>
/// <param name="Flag">The flag that decides.</param>
/// <param name="ServiceType">The interface.</param>
/// <param name="Proxy">The registration of the proxy, which must stay the last one of its type.</param>
/// <param name="Stable">Where the stable implementation comes from.</param>
/// <param name="Candidate">Where the candidate comes from.</param>
/// <param name="Rejections">Exceptions that are the caller's fault.</param>
/// <param name="ReadyWhen">Completes when the candidate may serve; null: at once.</param>
/// <param name="WaitAtStart">How long the process counts as starting for want of that; infinite for as long as it takes.</param>
/// <param name="NotReplayable">The generated proxy's methods without fallback; null when no proxy was generated.</param>
internal sealed record VariantServicePlan(
    string Flag,
    Type ServiceType,
    ServiceDescriptor Proxy,
    VariantSource Stable,
    VariantSource Candidate,
    Func<Exception, bool>[] Rejections,
    Func<IServiceProvider, CancellationToken, Task>? ReadyWhen,
    TimeSpan WaitAtStart,
    Func<string[]?> NotReplayable);
