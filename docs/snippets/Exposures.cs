using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Progressive.Exposures;

namespace Snippets;

internal static class Exposures
{
    public static void Log(WebApplicationBuilder builder)
    {
        builder.Services.AddProgressiveDelivery()
            .AddExposures(options => options.LoggedUnit = ExposureUnit.Hashed);
    }

    public static void Send(WebApplicationBuilder builder)
    {
        builder.Services.AddProgressiveDelivery().AddExposureSink<WarehouseSink>();
    }
}

internal sealed class Warehouse
{
    public List<Exposure> Rows { get; } = [];

    public ValueTask InsertAsync(IReadOnlyList<Exposure> exposures, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Rows.AddRange(exposures);
        return ValueTask.CompletedTask;
    }
}

internal sealed class WarehouseSink(Warehouse warehouse) : ExposureSink
{
    protected override async ValueTask SendAsyncCore(IReadOnlyList<Exposure> exposures, CancellationToken cancellationToken) =>
        await warehouse.InsertAsync(exposures, cancellationToken);
}
