using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Progressive.Benchmarks.Subjects;

/// <summary>A server without a network: a request is a call into the application's own pipeline.</summary>
internal sealed class InProcessServer : IServer
{
    private Func<IFeatureCollection, Task> _send = _ => throw new InvalidOperationException("The application has not been started.");

    public IFeatureCollection Features { get; } = new FeatureCollection();

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _send = features =>
        {
            var context = application.CreateContext(features);
            var work = application.ProcessRequestAsync(context);
            if (work.IsCompletedSuccessfully)
            {
                application.DisposeContext(context, null);
                return Task.CompletedTask;
            }

            return Finish(application, context, work);
        };
        return Task.CompletedTask;
    }

    public Task SendAsync(IFeatureCollection features) => _send(features);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }

    private static async Task Finish<TContext>(IHttpApplication<TContext> application, TContext context, Task work)
        where TContext : notnull
    {
        await work.ConfigureAwait(false);
        application.DisposeContext(context, null);
    }
}
