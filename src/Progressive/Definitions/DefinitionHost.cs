using Microsoft.Extensions.Hosting;
using Progressive.Variants;

namespace Progressive.Definitions;

/// <summary>Loads definitions before anything of the host starts, so that bad ones stop it, and once more for what was declared while it started.</summary>
internal sealed class DefinitionHost(DefinitionLoader loader, VariantDeclarations declarations) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        loader.EnsureLoaded();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        loader.Flush();
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        declarations.CompleteAll();
        loader.Flush();
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
