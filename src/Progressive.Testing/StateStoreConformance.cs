using Progressive.State;
using Progressive.Testing.Conformance;
using Progressive.Testing.Diagnostics;

namespace Progressive.Testing;

/// <summary>
/// What every store of state owes, for tests of a store of your own. It belongs to no test framework: run <see cref="VerifyAsync"/> for each of <see cref="Promises"/>, as the rows of a theory for example.
/// </summary>
/// <remarks>
/// Each verification works on scopes that no other has used, disposes what it opened, and leaves the contents behind. Safe for use by any number of threads.
/// It waits in real time, so the store must have a clock that goes on by itself.
/// </remarks>
/// <example><code>
/// var conformance = new StateStoreConformance((scope, _) => new(new FileStateStore(Path.Combine(folder, scope))), StateStoreReach.Machine);
/// foreach (var promise in conformance.Promises) { await conformance.VerifyAsync(promise); }
/// </code></example>
public sealed class StateStoreConformance
{
    private readonly Func<string, CancellationToken, ValueTask<StateStore>> _open;
    private readonly StateStoreReach _reach;
    private readonly TimeSpan _patience;
    private readonly Dictionary<string, Promise> _promises;

    /// <summary>Creates the suite for a store.</summary>
    /// <param name="open">
    /// Opens the store on a scope: lower-case letters, digits and <c>-</c>, at most 40 characters, good as the name of a file too. A name that was not opened before is an empty scope. Opening one again gives another
    /// instance on the same contents; where one object is what is shared, as <see cref="SharedMemoryStateStore"/>, it may be that object. Nothing is opened before the first verification.
    /// </param>
    /// <param name="reach">Who sees what the store holds.</param>
    /// <param name="patience">How long to wait for what should come, such as a hint of a change; 30 s by default. Only a promise that is broken takes that long.</param>
    public StateStoreConformance(Func<string, CancellationToken, ValueTask<StateStore>> open, StateStoreReach reach, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(open);
        _open = open;
        _reach = reach;
        _patience = patience ?? TimeSpan.FromSeconds(30);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_patience, TimeSpan.Zero, nameof(patience));
        Promise[] promises = [.. Promise.AllFor(reach)];
        Promises = [.. promises.Select(static promise => promise.Name)];
        _promises = promises.ToDictionary(static promise => promise.Name, StringComparer.Ordinal);
    }

    /// <summary>What a store of this reach owes, each a sentence. The sentences may change with a new version and others may come: enumerate them, do not write them down.</summary>
    public IReadOnlyList<string> Promises { get; }

    /// <summary>Verifies one promise.</summary>
    /// <param name="promise">One of <see cref="Promises"/>.</param>
    /// <param name="cancellationToken">Ends the verification.</param>
    /// <returns>A task that completes when the promise was kept.</returns>
    /// <exception cref="ProgressiveException">It was not kept (PRG0455); the message names the store, the promise, what was expected and what was found.</exception>
    /// <exception cref="ArgumentException">There is no such promise.</exception>
    public async Task VerifyAsync(string promise, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(promise);
        if (!_promises.TryGetValue(promise, out var verified))
        {
            throw new ArgumentException($"'{promise}' is none of the promises of a store with reach {_reach}. Take it from {nameof(Promises)}.", nameof(promise));
        }

        var trial = new Trial(_open, _reach, _patience, cancellationToken);
        try
        {
            await RunAsync(verified, trial).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var outcome = e is ExpectationException ? e.Message : $"expected no error, found {e.GetType().Name}: {e.Message}";
            throw StoreErrors.PromiseBroken(promise, trial.Description, outcome, e);
        }
    }

    private static async Task RunAsync(Promise promise, Trial trial)
    {
        try
        {
            await promise.VerifyAsync(trial).ConfigureAwait(false);
        }
        catch
        {
            await trial.TryDisposeAsync().ConfigureAwait(false);
            throw;
        }

        await trial.DisposeAsync().ConfigureAwait(false);
    }
}
