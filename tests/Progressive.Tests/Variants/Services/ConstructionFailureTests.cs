using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Progressive.Tests.Variants.Services;

public sealed class ConstructionFailureTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Stable_serves_and_the_failure_counts_with_or_without_a_fallback(bool fallback)
    {
        var log = new LogFixture();
        var time = new FakeTimeProvider();
        var services = ShopFixture.Services();
        services.AddSingleton<TimeProvider>(time);
        services.AddLogging(l => l.AddProvider(log));
        services.AddSingleton<IRecommender, Popular>();
        services.AddProgressiveDelivery().AddVariants<IRecommender>(ShopFixture.Flag, v => v.Candidate<Neural>("1"));
        using var provider = services.Build();
        var made = provider.GetRequiredService<Made>();
        made.Failure = new InvalidOperationException("no model");
        var flag = provider.Flags();
        flag.Serve("candidate", fallback);
        Assert.Equal("popular", provider.Recommend());
        Assert.Equal("popular", provider.Recommend());
        Assert.Equal((2, 2, 2), (made.Constructed, flag.Candidate.Error, flag.Stable.Ok));
        Assert.Equal((0, 0), (flag.Candidate.InFlight, flag.Stable.InFlight));
        Assert.Single(log.Entries, e => e.StartsWith("PRG0209: ", StringComparison.Ordinal));

        time.Advance(TimeSpan.FromMinutes(1));
        provider.Recommend();
        Assert.Equal(2, log.Entries.Count(e => e.StartsWith("PRG0209: ", StringComparison.Ordinal)));

        made.Failure = null;
        Assert.Equal("neural", provider.Recommend());
        Assert.Equal((1, 3), (flag.Candidate.Ok, flag.Candidate.Error));
    }
}
