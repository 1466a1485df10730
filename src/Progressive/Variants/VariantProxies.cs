using System.ComponentModel;

namespace Progressive.Variants;

/// <summary>Where generated code puts its proxies, without reflection: one cell per service type. Not for use by hand.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class VariantProxies
{
    /// <summary>Adds the proxy of a service. The first of several stays: they were generated from the same interface. Safe for many threads.</summary>
    /// <typeparam name="T">The interface.</typeparam>
    /// <param name="create">Makes a proxy.</param>
    /// <param name="notReplayable">The methods whose arguments cannot be used twice, so that a failed call cannot be answered by stable.</param>
    public static void Add<T>(Func<RoutedService<T>, T> create, params string[] notReplayable)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(notReplayable);
        Interlocked.CompareExchange(ref Cell<T>.Proxy, new VariantProxy<T>(create, notReplayable), null);
    }

    internal static VariantProxy<T>? Find<T>()
        where T : class => Volatile.Read(ref Cell<T>.Proxy);

    private static class Cell<T>
        where T : class
    {
        internal static VariantProxy<T>? Proxy;
    }
}
