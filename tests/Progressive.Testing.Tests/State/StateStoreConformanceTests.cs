using System.Collections.Concurrent;
using Progressive.State;

namespace Progressive.Testing.Tests.State;

/// <summary>The suite finds what is wrong with a store, and says it.</summary>
public sealed class StateStoreConformanceTests
{
    /// <summary>What the base classes do for every store, and no store that derives from them can break.</summary>
    private static readonly string[] s_keptByBaseClasses =
    [
        "A key out of the alphabet is refused by name",
        "Senseless numbers are refused",
        "A name of a process or a lease out of the alphabet is refused by name",
        "Senseless durations of leases are refused",
        "Names and owners of leases are compared ignoring case",
        "A cancelled token stops every call about reports and leases",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Broken => [.. BrokenStore.All.Select(static broken => (broken.Fault, broken.Promise))];

    public static TheoryData<string> Promises => [.. Over(static inner => inner).Promises];

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_broken_store_is_caught(string fault, string promise)
    {
        var broken = BrokenStore.All.Single(one => one.Fault == fault);

        var error = await Assert.ThrowsAsync<ProgressiveException>(() => Over(broken.Over).VerifyAsync(promise, Cancellation));

        Assert.Equal("PRG0455", error.Code);
        Assert.StartsWith("PRG0455: ", error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{promise}': expected ", error.Message, StringComparison.Ordinal);
        Assert.Contains(", found ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("expected no error", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Promises))]
    public Task A_store_that_only_passes_on_is_not_caught(string promise) => Over(static inner => new PassingStore(inner), TimeSpan.FromSeconds(30)).VerifyAsync(promise, Cancellation);

    [Fact]
    public void For_every_promise_there_is_a_store_that_breaks_it()
    {
        var promises = Over(static inner => inner).Promises;

        Assert.Equal(promises.Count, promises.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(promises.Order(), BrokenStore.All.Select(static broken => broken.Promise).Concat(s_keptByBaseClasses).Distinct().Order());
    }

    [Fact]
    public void A_wider_reach_promises_more()
    {
        static IReadOnlyList<string> Of(StateStoreReach reach) => new StateStoreConformance(static (_, _) => throw new InvalidOperationException("nothing is to be opened"), reach).Promises;

        Assert.Empty(Of(StateStoreReach.Instance).Except(Of(StateStoreReach.Machine)));
        Assert.Contains("The log is common to all instances", Of(StateStoreReach.Machine).Except(Of(StateStoreReach.Instance)));
        Assert.Empty(Of(StateStoreReach.Machine).Except(Of(StateStoreReach.Replicas)));
        Assert.Contains("A lease ends by itself", Of(StateStoreReach.Replicas).Except(Of(StateStoreReach.Machine)));
    }

    [Fact]
    public async Task The_error_names_store_promise_expectation_and_finding()
    {
        var broken = BrokenStore.All.Single(static one => one.Fault == "sorts by name");

        var error = await Assert.ThrowsAsync<ProgressiveException>(() => Over(broken.Over).VerifyAsync(broken.Promise, Cancellation));

        Assert.Equal(
            "PRG0455: The store 'shared memory' does not keep the promise 'Reports come in the order of their ordinals': expected the processes in the order of the reports to be "
            + "'m', 'z', 'a', '10', '9', 'b', found '10', '9', 'a', 'b', 'm', 'z'. Correct the store: what runs on it relies on this.",
            error.Message);
    }

    [Fact]
    public async Task The_error_shows_of_many_where_they_begin_to_differ()
    {
        var broken = BrokenStore.All.Single(static one => one.Fault == "reads the first page");

        var error = await Assert.ThrowsAsync<ProgressiveException>(() => Over(broken.Over).VerifyAsync(broken.Promise, Cancellation));

        Assert.Contains("expected the keys of the records, from number 100 on, to be 'flag-100', 'flag-101', ", error.Message, StringComparison.Ordinal);
        Assert.Contains(" and 84 more, found none. ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_replicas_do_not_share_is_not_taken_for_one()
    {
        var conformance = new StateStoreConformance(static (_, _) => new(new InMemoryStateStore()), StateStoreReach.Replicas);

        var promise = await Assert.ThrowsAsync<ProgressiveException>(() => conformance.VerifyAsync("A lease ends by itself", Cancellation));
        var flag = await Assert.ThrowsAsync<ProgressiveException>(() => conformance.VerifyAsync("Says what it is", Cancellation));

        Assert.Contains("expected a store that replicas share, derived from SharedStateStore, found InMemoryStateStore.", promise.Message, StringComparison.Ordinal);
        Assert.Contains("The store 'memory' does not keep", flag.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_the_store_is_told_with_its_cause()
    {
        var cause = new InvalidOperationException("no such host.");
        var conformance = new StateStoreConformance((_, _) => throw cause, StateStoreReach.Instance);

        var error = await Assert.ThrowsAsync<ProgressiveException>(() => conformance.VerifyAsync("Says what it is", Cancellation));

        Assert.Same(cause, error.InnerException);
        Assert.Contains("expected no error, found InvalidOperationException: no such host.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_opened_is_disposed_also_when_the_promise_is_broken()
    {
        var opened = new List<Disposed>();
        var conformance = new StateStoreConformance(
            (_, _) =>
            {
                opened.Add(new(new SharedMemoryStateStore()));
                return new(opened[^1]);
            },
            StateStoreReach.Replicas);

        await conformance.VerifyAsync("Scopes do not see one another", Cancellation);
        await Assert.ThrowsAsync<ProgressiveException>(() => conformance.VerifyAsync("Another instance reads what was written", Cancellation));

        Assert.True(opened.Count >= 4);
        Assert.All(opened, static store => Assert.Equal(1, store.Times));
    }

    [Fact]
    public async Task Each_verification_has_scopes_of_its_own()
    {
        var scopes = new ConcurrentBag<string>();
        var conformance = new StateStoreConformance(
            (scope, _) =>
            {
                scopes.Add(scope);
                return new(new InMemoryStateStore());
            },
            StateStoreReach.Instance);

        await conformance.VerifyAsync("Scopes do not see one another", Cancellation);
        await conformance.VerifyAsync("Scopes do not see one another", Cancellation);

        Assert.Equal(4, scopes.Distinct().Count());
        Assert.All(scopes, static scope => Assert.Matches("^[a-z0-9-]{1,40}$", scope));
    }

    [Fact]
    public async Task Cancelling_ends_the_verification_and_breaks_nothing()
    {
        using var stop = new CancellationTokenSource();
        var conformance = new StateStoreConformance(
            async (_, cancellation) =>
            {
                await stop.CancelAsync();
                cancellation.ThrowIfCancellationRequested();
                return new InMemoryStateStore();
            },
            StateStoreReach.Instance);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => conformance.VerifyAsync("Says what it is", stop.Token));
    }

    [Fact]
    public async Task What_does_not_exist_is_refused()
    {
        var conformance = Over(static inner => inner);

        await Assert.ThrowsAsync<ArgumentNullException>(() => conformance.VerifyAsync(null!, Cancellation));
        var error = await Assert.ThrowsAsync<ArgumentException>(() => conformance.VerifyAsync("Is fast", Cancellation));
        Assert.StartsWith("'Is fast' is none of the promises of a store with reach Replicas.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => new StateStoreConformance(null!, StateStoreReach.Instance));
        Assert.Throws<ArgumentOutOfRangeException>(() => Over(static inner => inner, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StateStoreConformance(static (_, _) => new(new InMemoryStateStore()), (StateStoreReach)7));
    }

    private static StateStoreConformance Over(Func<SharedStateStore, SharedStateStore> wrap, TimeSpan? patience = null)
    {
        var scopes = new ConcurrentDictionary<string, SharedMemoryStateStore>(StringComparer.Ordinal);
        return new((scope, _) => new(wrap(scopes.GetOrAdd(scope, static _ => new()))), StateStoreReach.Replicas, patience ?? TimeSpan.FromMilliseconds(500));
    }

    private sealed class Disposed(SharedStateStore inner) : PassingStore(inner), IDisposable
    {
        public int Times { get; private set; }

        public void Dispose() => Times++;
    }
}
