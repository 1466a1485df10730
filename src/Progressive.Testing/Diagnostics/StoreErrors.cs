using System.Globalization;
using Progressive.State;

namespace Progressive.Testing.Diagnostics;

/// <summary>What a store made for tests refuses, and what is said of a store that does not keep what stores promise.</summary>
internal static class StoreErrors
{
    public static StateStoreException Out(Exception cause) => new(
        ErrorCodes.StoreOutage,
        $"{ErrorCodes.StoreOutage}: The test has made the shared store fail: {cause.Message} Set SharedMemoryStateStore.Outage to null to end it.",
        cause);

    public static StateStoreException TooManyReplicas(int most, TimeSpan lifetime) => new(
        ErrorCodes.TooManyReplicas,
        $"{ErrorCodes.TooManyReplicas}: {most} other processes have reported to this store within the last {lifetime.TotalMinutes.ToString(CultureInfo.InvariantCulture)} min, and it takes no more. "
        + "Retract the reports of those that have ended, or give the test a store of its own.");

    public static ProgressiveException PromiseBroken(string promise, string store, string outcome, Exception cause) => new(
        ErrorCodes.PromiseBroken,
        $"{ErrorCodes.PromiseBroken}: The store '{store}' does not keep the promise '{promise}': {outcome} Correct the store: what runs on it relies on this.",
        cause);
}
