using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Progressive.Variants.Services;

namespace Progressive.Variants;

/// <summary>Says which implementations a routed service has. Used while the application is being built; not safe for many threads.</summary>
/// <typeparam name="T">The interface.</typeparam>
public sealed class VariantServiceBuilder<T>
    where T : class
{
    internal VariantServiceBuilder()
    {
    }

    internal ImplementationChoice? StableChoice { get; private set; }

    internal List<ImplementationChoice> Candidates { get; } = [];

    internal List<Func<Exception, bool>> Rejections { get; } = [];

    internal Func<IServiceProvider, CancellationToken, Task>? Readiness { get; private set; }

    internal TimeSpan WaitAtStart { get; private set; }

    /// <summary>Names the stable implementation, instead of the one that is registered.</summary>
    /// <typeparam name="TStable">The implementation; its own registration is used where it has one.</typeparam>
    /// <param name="lifetime">Its lifetime; null: that of the registration it replaces or of its own one, otherwise scoped.</param>
    /// <returns>This builder.</returns>
    public VariantServiceBuilder<T> Stable<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStable>(ServiceLifetime? lifetime = null)
        where TStable : class, T
    {
        StableChoice = new ImplementationChoice(typeof(TStable), null, null, lifetime);
        return this;
    }

    /// <summary>Makes the stable implementation, instead of the one that is registered.</summary>
    /// <param name="factory">Makes it; the container disposes it.</param>
    /// <param name="lifetime">Its lifetime; null: that of the registration it replaces, otherwise scoped.</param>
    /// <returns>This builder.</returns>
    public VariantServiceBuilder<T> Stable(Func<IServiceProvider, T> factory, ServiceLifetime? lifetime = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        StableChoice = new ImplementationChoice(null, factory, null, lifetime);
        return this;
    }

    /// <summary>Names the candidate. It is constructed when the first call is sent to it, never before.</summary>
    /// <typeparam name="TCandidate">The implementation; its own registration is used where it has one, otherwise it has the service's lifetime.</typeparam>
    /// <param name="revision">
    /// Identity of what is being tried: a revision that was rolled back never returns by itself. Null: the type's name, so that another type is another revision.
    /// </param>
    /// <returns>This builder.</returns>
    public VariantServiceBuilder<T> Candidate<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TCandidate>(string? revision = null)
        where TCandidate : class, T
    {
        // Without the assembly: a new build of the same type is the same revision, also when it is generic.
        Candidates.Add(new ImplementationChoice(typeof(TCandidate), null, revision ?? typeof(TCandidate).ToString(), null));
        return this;
    }

    /// <summary>Makes the candidate. It is made when the first call is sent to it, never before.</summary>
    /// <param name="factory">Makes it; the container disposes it.</param>
    /// <param name="revision">Identity of what is being tried; a factory has no name that could stand for it.</param>
    /// <returns>This builder.</returns>
    public VariantServiceBuilder<T> Candidate(Func<IServiceProvider, T> factory, string revision)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentException.ThrowIfNullOrEmpty(revision);
        Candidates.Add(new ImplementationChoice(null, factory, revision, null));
        return this;
    }

    /// <summary>Keeps the candidate warming, served to nobody, until a task completes: a model is loaded, a cache filled. Runs when the host starts.</summary>
    /// <param name="prepare">
    /// Gets a scope's services and a token that the stopping host cancels. A failure is logged and tried again after 1 s, then 2 s, doubling up to 30 s.
    /// </param>
    /// <param name="waitAtStart">
    /// How long the process counts as starting (<see cref="IProgressiveReadiness.IsStarted"/>, <c>/startupz</c>) for want of this candidate. Default: not at all,
    /// because stable serves. After it the process is started and the candidate goes on getting ready. <see cref="Timeout.InfiniteTimeSpan"/>: for as long as it
    /// takes; a candidate that never gets ready then keeps the process from ever being started.
    /// </param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="waitAtStart"/> is negative and not infinite.</exception>
    public VariantServiceBuilder<T> ReadyWhen(Func<IServiceProvider, CancellationToken, Task> prepare, TimeSpan waitAtStart = default)
    {
        ArgumentNullException.ThrowIfNull(prepare);
        if (waitAtStart != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(waitAtStart, TimeSpan.Zero);
        }

        (Readiness, WaitAtStart) = (prepare, waitAtStart);
        return this;
    }

    /// <summary>Counts an exception as the caller's fault: rejected, not an error, and no reason for a fallback.</summary>
    /// <typeparam name="TException">The exception, and what derives from it.</typeparam>
    /// <returns>This builder.</returns>
    public VariantServiceBuilder<T> RejectedBy<TException>()
        where TException : Exception => RejectedBy(static e => e is TException);

    /// <summary>Counts exceptions as the caller's fault: rejected, not an error, and no reason for a fallback.</summary>
    /// <param name="isRejection">Says which; runs as an exception filter on the caller's path. One that throws says no.</param>
    /// <returns>This builder.</returns>
    public VariantServiceBuilder<T> RejectedBy(Func<Exception, bool> isRejection)
    {
        ArgumentNullException.ThrowIfNull(isRejection);
        Rejections.Add(isRejection);
        return this;
    }
}
