using Microsoft.Extensions.DependencyInjection;

namespace Progressive.Variants.Services;

/// <summary>The start-up check: everything that is wrong with the routed services, in one exception.</summary>
internal sealed class VariantServiceCheck(VariantServicePlans plans, IServiceProvider provider)
{
    public void Run()
    {
        var errors = plans.All.SelectMany(Errors).ToList();
        if (errors.Count > 0)
        {
            throw new ProgressiveException(errors[0].Code, string.Join(Environment.NewLine, errors));
        }
    }

    private IEnumerable<VariantServiceError> Errors(VariantServicePlan plan)
    {
        if (plan.NotReplayable() is null)
        {
            yield return VariantServiceErrors.ProxyMissing(plan.ServiceType);
        }

        if (plans.Services.LastOf(plan.ServiceType) is var last && last != plan.Proxy)
        {
            yield return VariantServiceErrors.Bypassed(plan.ServiceType, plan.Flag, last?.ImplementationType ?? last?.ImplementationInstance?.GetType());
        }

        foreach (var source in (VariantSource[])[plan.Stable, plan.Candidate])
        {
            if (source.ImplementationType is { } type)
            {
                foreach (var error in Errors(plan, source, type))
                {
                    yield return error;
                }
            }
        }
    }

    private IEnumerable<VariantServiceError> Errors(VariantServicePlan plan, VariantSource source, Type type)
    {
        if (source.OwnRegistration(plans.Services) is { } own)
        {
            // The proxy keeps what it has resolved: for a transient one that means longer than the container would.
            if (own.Lifetime > plan.Proxy.Lifetime)
            {
                yield return VariantServiceErrors.Captive(plan.ServiceType, type, Word(own.Lifetime), Word(plan.Proxy.Lifetime));
            }

            if (own.ImplementationType is null)
            {
                yield break;
            }
        }

        var parameters = VariantConstructor.Check(source, provider, out var missing);
        if (missing is not null)
        {
            yield return VariantServiceErrors.DependencyMissing(plan.ServiceType, type, missing);
        }

        foreach (var parameter in plan.Proxy.Lifetime == ServiceLifetime.Singleton ? parameters : [])
        {
            if (plans.Services.LastOf(parameter) is { Lifetime: ServiceLifetime.Scoped })
            {
                yield return VariantServiceErrors.Captive(type, parameter, Word(ServiceLifetime.Scoped), Word(ServiceLifetime.Singleton));
            }
        }
    }

    private static string Word(ServiceLifetime lifetime) => lifetime switch
    {
        ServiceLifetime.Singleton => "singleton",
        ServiceLifetime.Scoped => "scoped",
        _ => "transient",
    };
}
