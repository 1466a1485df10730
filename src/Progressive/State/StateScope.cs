using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Progressive.Diagnostics;

namespace Progressive.State;

/// <summary>
/// Whose state a shared store keeps: an application in an environment. Two scopes share nothing, though they be in one server. Names are compared ignoring case
/// and kept in lower case, as hosts compare the names of environments.
/// </summary>
public sealed record StateScope
{
    /// <summary>Creates a scope.</summary>
    /// <param name="application">The application: 1 to <see cref="StateStore.MaxKeyLength"/> characters out of <c>[A-Za-z0-9._/-]</c>.</param>
    /// <param name="environment">The environment, of the same characters.</param>
    /// <exception cref="ArgumentException">One of them is not valid.</exception>
    public StateScope(string application, string environment)
    {
        Application = Check(application, nameof(application));
        Environment = Check(environment, nameof(environment));
    }

    /// <summary>The application, in lower case.</summary>
    public string Application { get; }

    /// <summary>The environment, in lower case.</summary>
    public string Environment { get; }

    /// <summary>
    /// The scope of this process: <c>Progressive:Application</c> and <c>Progressive:Environment</c> in configuration, and where one is not set, what the host says.
    /// </summary>
    /// <param name="configuration">The configuration, if there is one.</param>
    /// <param name="host">The host, if there is one.</param>
    /// <returns>The scope.</returns>
    /// <exception cref="ProgressiveException">A name is missing or not valid; the message tells both.</exception>
    public static StateScope Of(IConfiguration? configuration, IHostEnvironment? host)
    {
        var application = Name(configuration?["Progressive:Application"], host?.ApplicationName);
        var environment = Name(configuration?["Progressive:Environment"], host?.EnvironmentName);
        string[] problems = [.. Problem("Application", application), .. Problem("Environment", environment)];
        return problems.Length == 0
            ? new StateScope(application, environment)
            : throw new ProgressiveException(ErrorCodes.StateScopeInvalid, $"{ErrorCodes.StateScopeInvalid}: {string.Join(' ', problems)}");
    }

    /// <summary>The scope as one text, <c>application:environment</c>; no two scopes have the same, for a name holds no colon.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Application}:{Environment}";

    private static string Name(string? configured, string? host) => string.IsNullOrEmpty(configured) ? host ?? "" : configured;

    private static IEnumerable<string> Problem(string member, string name) => StateKey.IsValid(name)
        ? []
        : [$"State that replicas share is kept by application and environment, and {(name.Length == 0 ? $"no {member} is known" : $"{member} '{StateKey.Shorten(name)}' is not valid")}. "
            + $"Set Progressive:{member} to 1 to {StateStore.MaxKeyLength} characters out of letters A to Z, digits and . _ / -"];

    private static string Check(string name, string parameter)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        return StateKey.IsValid(name)
            ? name.ToLowerInvariant()
            : throw new ArgumentException(
                $"{ErrorCodes.StateScopeInvalid}: '{StateKey.Shorten(name)}' ({name.Length} characters) names no scope of state. "
                + $"Use 1 to {StateStore.MaxKeyLength} characters out of letters A to Z, digits and . _ / -",
                parameter);
    }
}
