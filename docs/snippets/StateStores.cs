using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Progressive.State;
using Progressive.Testing;

namespace Snippets;

/// <summary>What the page's store is written over: a table of a database that this machine has.</summary>
public interface ITable
{
    Task<StateReading> ReadAsync(CancellationToken cancellationToken);

    Task<StateRecord?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>One statement: <c>update … where key = @key and version = @expected</c>, or an <c>insert</c> that does nothing on a conflict. Null: no row was changed.</summary>
    Task<long?> CompareAndSetAsync(string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken);

    Task AppendAsync(StateLogEntry entry, int capacity, CancellationToken cancellationToken);

    Task<IReadOnlyList<StateLogEntry>> ReadLogAsync(int max, CancellationToken cancellationToken);
}

public sealed class TableStateStore(ITable table, TimeProvider time) : StateStore
{
    public override string Description => "table progressive_state";

    public override bool IsShared => false;

    protected override async ValueTask<StateReading> ReadAsyncCore(CancellationToken cancellationToken) =>
        await table.ReadAsync(cancellationToken).ConfigureAwait(false);

    protected override async ValueTask<StateWriteResult> TryWriteAsyncCore(
        string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken)
    {
        var version = await table.CompareAndSetAsync(key, content, expectedVersion, cancellationToken).ConfigureAwait(false);
        return version is { } written
            ? StateWriteResult.Written(written)
            : StateWriteResult.Conflict(await table.FindAsync(key, cancellationToken).ConfigureAwait(false));
    }

    protected override async IAsyncEnumerable<string> WatchAsyncCore([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        var known = new Dictionary<string, long>();
        do
        {
            foreach (var (key, record) in await TryReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (known.GetValueOrDefault(key) != record.Version)
                {
                    known[key] = record.Version;
                    yield return key;
                }
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    protected override async ValueTask AppendAsyncCore(StateLogEntry entry, CancellationToken cancellationToken) =>
        await table.AppendAsync(entry, LogCapacity, cancellationToken).ConfigureAwait(false);

    protected override async ValueTask<IReadOnlyList<StateLogEntry>> ReadLogAsyncCore(int max, CancellationToken cancellationToken) =>
        await table.ReadLogAsync(max, cancellationToken).ConfigureAwait(false);

    /// <summary>During an outage a watch is silent.</summary>
    private async Task<IReadOnlyDictionary<string, StateRecord>> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await table.ReadAsync(cancellationToken).ConfigureAwait(false)).Records;
        }
        catch (StateStoreException)
        {
            return new Dictionary<string, StateRecord>();
        }
    }
}

internal static class StateStores
{
    public static void Register(IServiceCollection services)
    {
        services.AddProgressiveDelivery()
            .AddState<TableStateStore>();
    }

    public static StateStoreConformance Verify(Func<string, ITable> openTable)
    {
        var conformance = new StateStoreConformance(
            (scope, cancellationToken) => new(new TableStateStore(openTable(scope), TimeProvider.System)),
            StateStoreReach.Machine);

        return conformance;
    }

    public static void ShareAmongHosts(IServiceCollection firstServices, IServiceCollection secondServices)
    {
        var store = new SharedMemoryStateStore();
        firstServices.AddSingleton<StateStore>(store);
        secondServices.AddSingleton<StateStore>(store);

        store.Outage = new TimeoutException("The server does not answer.");
        store.Outage = null;
    }
}
