using Microsoft.Extensions.Hosting;

namespace Progressive.Variants.Services;

/// <summary>Before anything of the host starts: the check, which may fail the start; then the candidates that are not ready begin to get so.</summary>
internal sealed class VariantServicesStart(VariantServiceCheck check, CandidatePreparation preparation, FallbackWarnings warnings) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        check.Run();
        preparation.Start();
        warnings.Start();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => preparation.StopAsync();

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
