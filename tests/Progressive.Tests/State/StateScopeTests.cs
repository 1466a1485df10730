using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Progressive.State;
using Xunit;

namespace Progressive.Tests.State;

public sealed class StateScopeTests
{
    [Fact]
    public void Configuration_goes_before_the_host()
    {
        var scope = StateScope.Of(Configuration(("Progressive:Application", "Shop"), ("Progressive:Environment", "Prod")), new Host("Shop.Web", "Production"));

        Assert.Equal(new StateScope("shop", "prod"), scope);
        Assert.Equal("shop:prod", scope.ToString());
    }

    [Fact]
    public void The_host_says_what_configuration_does_not()
    {
        Assert.Equal(new StateScope("shop", "production"), StateScope.Of(Configuration(("Progressive:Application", "Shop")), new Host("Shop.Web", "Production")));
        Assert.Equal(new StateScope("shop.web", "production"), StateScope.Of(Configuration(("Progressive:Application", "")), new Host("Shop.Web", "Production")));
        Assert.Equal(new StateScope("shop.web", "production"), StateScope.Of(null, new Host("Shop.Web", "Production")));
    }

    [Fact]
    public void Scopes_are_compared_ignoring_case() => Assert.Equal(new StateScope("SHOP", "Prod"), new StateScope("shop", "PROD"));

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var error = Assert.Throws<ProgressiveException>(() => StateScope.Of(Configuration(("Progressive:Environment", "a:b")), host: null));

        Assert.Equal("PRG0363", error.Code);
        Assert.StartsWith("PRG0363: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("no Application is known. Set Progressive:Application to", error.Message, StringComparison.Ordinal);
        Assert.Contains("Environment 'a:b' is not valid. Set Progressive:Environment to", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a}")]
    [InlineData("{a")]
    [InlineData("a:b")]
    [InlineData("a b")]
    [InlineData("å")]
    public void A_name_out_of_the_alphabet_is_refused(string name)
    {
        Assert.StartsWith($"PRG0363: '{name}'", Assert.Throws<ArgumentException>(() => new StateScope(name, "prod")).Message, StringComparison.Ordinal);
        Assert.StartsWith($"PRG0363: '{name}'", Assert.Throws<ArgumentException>(() => new StateScope("shop", name)).Message, StringComparison.Ordinal);
    }

    private static IConfigurationRoot Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Key, (string?)value.Value))).Build();

    private sealed class Host(string application, string environment) : IHostEnvironment
    {
        public string ApplicationName { get; set; } = application;

        public string EnvironmentName { get; set; } = environment;

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
