using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Progressive.Migration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Reads the flags of other products where they stand, with their hash, so that nobody is assigned anew. The sources stand in order with the files: what
/// comes later, and the configuration section <c>Progressive</c>, is laid over them flag by flag and member by member.
/// </summary>
/// <remarks>
/// A flag that cannot be expressed is a problem like any other of definitions: the first load throws, a reload keeps what is in force. Where such flags
/// are skipped, the others are read, and the skipped ones are logged with the reason.
/// </remarks>
public static class ProgressiveMigrationExtensions
{
    /// <summary>
    /// Reads the sections <c>feature_management</c> and <c>FeatureManagement</c> of a configuration, and again when it changes. Providers are laid over one
    /// another by the flags' ids, not by their positions in the list.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configuration">
    /// The configuration, or a section of one; where it has neither section, each of its keys is a flag, as in their <c>AddFeatureManagement</c>. Default: the
    /// application's.
    /// </param>
    /// <param name="skipUntranslatable">Whether flags without an equivalent are left out, and logged, instead of refusing all; what can be said of no flag is refused all the same. Default: no.</param>
    /// <returns>The builder.</returns>
    public static ProgressiveBuilder AddMicrosoftFeatureFlags(this ProgressiveBuilder builder, IConfiguration? configuration = null, bool skipUntranslatable = false) =>
        builder.AddDefinitionSource(s => new MicrosoftDefinitionSource(
            configuration ?? s.GetRequiredService<IConfiguration>(), fallsBackToRoot: configuration is not null, skipUntranslatable));

    /// <summary>Reads a flag file of flagd, and again within 2 s of a change of its content, as <c>AddProgressiveFile</c> does with files of ours.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file; relative paths start at the content root.</param>
    /// <param name="optional">Whether the file may be missing when the application starts. Default: no, that stops the host.</param>
    /// <param name="skipUntranslatable">Whether flags without an equivalent are left out, and logged, instead of refusing all; what can be said of no flag is refused all the same. Default: no.</param>
    /// <returns>The builder.</returns>
    public static ProgressiveBuilder AddFlagdFile(this ProgressiveBuilder builder, string path, bool optional = false, bool skipUntranslatable = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return builder.AddDefinitionSource(s => new FlagdDefinitionSource(
            Path.GetFullPath(path, s.GetService<IHostEnvironment>()?.ContentRootPath is { Length: > 0 } root ? root : AppContext.BaseDirectory),
            optional,
            skipUntranslatable,
            s.GetRequiredService<TimeProvider>()));
    }
}
