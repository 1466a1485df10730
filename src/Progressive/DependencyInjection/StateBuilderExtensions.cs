using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Progressive.State;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Says where rollouts keep their state. Without any of these it is in memory, and a restart begins rollouts anew.</summary>
public static class StateBuilderExtensions
{
    /// <summary>Keeps state in a file of this machine: a restart, however rude, continues where the rollouts stood.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file; its directory must exist and be writable. One file per process: a second process on it would take the first one's serving mark for a crash.</param>
    /// <returns>The builder.</returns>
    public static ProgressiveBuilder AddFileState(this ProgressiveBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(path);
        builder.Services.Replace(ServiceDescriptor.Singleton<StateStore>(s =>
            new FileStateStore(path, s.GetRequiredService<TimeProvider>(), s.GetService<ILogger<FileStateStore>>())));
        return builder;
    }

    /// <summary>Keeps state in a store of your own.</summary>
    /// <typeparam name="TStore">The store.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static ProgressiveBuilder AddState<[System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicConstructors)] TStore>(
        this ProgressiveBuilder builder)
        where TStore : StateStore
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<StateStore, TStore>());
        return builder;
    }
}
