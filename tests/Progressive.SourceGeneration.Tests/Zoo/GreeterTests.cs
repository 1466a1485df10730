using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Progressive.SourceGeneration.Tests.Zoo;

public sealed class GreeterTests
{
    public interface IGreeter
    {
        string Greet(string name);

        Task<string> GreetAsync(string name, CancellationToken cancellationToken);
    }

    [Fact]
    public async Task The_flag_decides_which_implementation_answers()
    {
        var services = new ServiceCollection();
        services.AddScoped<IGreeter, Old>();
        services.AddProgressiveDelivery().AddVariants<IGreeter>("greeter", v => v.Candidate<New>());
        using var provider = services.BuildServiceProvider(validateScopes: true);
        provider.ValidateVariants();
        using var scope = provider.CreateScope();
        var flag = new FlagFixture(provider, "greeter");
        var greeter = scope.ServiceProvider.GetRequiredService<IGreeter>();
        flag.Serve("stable");
        Assert.Equal("old a", greeter.Greet("a"));
        flag.Serve("candidate");
        Assert.Equal("new a", greeter.Greet("a"));
        Assert.Equal("new b", await greeter.GreetAsync("b", TestContext.Current.CancellationToken));
    }

    public sealed class Old : IGreeter
    {
        public string Greet(string name) => "old " + name;

        public Task<string> GreetAsync(string name, CancellationToken cancellationToken) => Task.FromResult("old " + name);
    }

    public sealed class New : IGreeter
    {
        public string Greet(string name) => "new " + name;

        public async Task<string> GreetAsync(string name, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return "new " + name;
        }
    }
}
