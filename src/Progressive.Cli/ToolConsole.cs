namespace Progressive.Cli;

/// <summary>Where the tool reads and writes: data on <see cref="Output"/>, talk on <see cref="Error"/>.</summary>
/// <param name="Output">For what was asked for.</param>
/// <param name="Error">For everything else.</param>
/// <param name="OpenInput">The standard input.</param>
/// <param name="HasColor">Whether the output is a terminal and colour is welcome.</param>
internal sealed record ToolConsole(TextWriter Output, TextWriter Error, Func<Stream> OpenInput, bool HasColor)
{
    /// <summary>The process's own. Colour is for terminals, unless <c>NO_COLOR</c> is set to anything (no-color.org).</summary>
    public static ToolConsole Process() => new(
        Console.Out,
        Console.Error,
        Console.OpenStandardInput,
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));
}
