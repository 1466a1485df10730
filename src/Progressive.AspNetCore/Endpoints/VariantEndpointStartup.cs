using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Progressive.AspNetCore.Diagnostics;
using Progressive.Variants;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>
/// Checks and declares the endpoints once the pipeline is built and before the server listens: the first moment at which all of them are known.
/// </summary>
internal sealed class VariantEndpointStartup(VariantDeclarations declarations, ILogger<VariantEndpointStartup> logger) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        var endpoints = app.ApplicationServices.GetRequiredService<EndpointDataSource>();
        var problems = Declare(endpoints);
        if (problems.Count > 0)
        {
            throw new ProgressiveException(problems[0].Code, string.Join(Environment.NewLine, problems.Select(problem => problem.Message)));
        }

        declarations.Complete();
        ChangeToken.OnChange(endpoints.GetChangeToken, () => Redeclare(endpoints));
    };

    private IReadOnlyList<(string Code, string Message)> Declare(EndpointDataSource endpoints)
    {
        var variants = VariantDeclarer.Find(endpoints);
        declarations.Add(variants.Select(VariantDeclarer.Declare));
        return VariantEndpointRules.Check(variants);
    }

    private void Redeclare(EndpointDataSource endpoints)
    {
        var problems = Declare(endpoints);
        if (problems.Count > 0)
        {
            HttpLog.ChangedEndpointsDoNotFit(logger, string.Join(" ", problems.Select(problem => problem.Message)));
        }
    }
}
