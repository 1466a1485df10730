using Microsoft.AspNetCore.OutputCaching;
using Progressive.Variants;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>
/// Keeps cached answers of variants apart: same path and query, another variant or revision, another answer. The last policy on an endpoint is the
/// only one output caching asks, so this one stands in for the one it found there.
/// </summary>
internal sealed class VariantCachePolicy(
    IOutputCachePolicy? inner,
    VariantRoute route,
    string variant) : IOutputCachePolicy
{
    private readonly string _name = $"progressive:{route.Flag}";

    public async ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        if (inner is not null)
        {
            await inner.CacheRequestAsync(context, cancellation).ConfigureAwait(false);
        }

        context.CacheVaryByRules.VaryByValues[_name] = $"{variant}:{route.RevisionOf(variant)}";
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) =>
        inner?.ServeFromCacheAsync(context, cancellation) ?? ValueTask.CompletedTask;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation) =>
        inner?.ServeResponseAsync(context, cancellation) ?? ValueTask.CompletedTask;
}
