using Microsoft.Extensions.DependencyInjection;

namespace Progressive.Testing.Tests;

/// <summary>The whole of a suite on the candidate, without a line of code: <c>Progressive__Flags__pricing=candidate dotnet test</c>.</summary>
public sealed class EnvironmentTests
{
    [Theory]
    [InlineData("candidate", "dynamic")]
    [InlineData("stable", "list")]
    [InlineData("false", "list")]
    [InlineData(null, "list")]
    public void An_environment_variable_runs_the_application_on_a_variant(string? value, string expected)
    {
        const string Variable = "Progressive__Flags__pricing";
        var before = Environment.GetEnvironmentVariable(Variable);
        try
        {
            Environment.SetEnvironmentVariable(Variable, value);
            using var host = Shop.Build(readsEnvironment: true);

            Assert.Equal(expected, host.Services.GetRequiredService<IPricing>().Price());
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, before);
        }
    }

    [Fact]
    public void An_override_beats_the_environment()
    {
        const string Variable = "Progressive__Flags__pricing";
        try
        {
            Environment.SetEnvironmentVariable(Variable, "stable");
            using var host = Shop.Build(static services => services.AddFlagOverrides(), readsEnvironment: true);
            host.Services.GetRequiredService<FlagOverrides>().Set("pricing", "candidate");

            Assert.Equal("dynamic", host.Services.GetRequiredService<IPricing>().Price());
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }
}
