using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Progressive.Tests.Variants.Services;

/// <summary>Constructors are judged as the container would, without calling one.</summary>
public sealed class ConstructorTests
{
    public static TheoryData<Action<ProgressiveBuilder>, string?> Candidates => new()
    {
        { b => b.AddVariants<IRecommender>("f", v => v.Candidate<Choosy>()), null },
        { b => b.AddVariants<IRecommender>("f", v => v.Candidate<Keyed>()), null },
        { b => b.AddVariants<IRecommender>("f", v => v.Candidate<Many>()), null },
        { b => b.AddVariants<IRecommender>("f", v => v.Candidate<Hidden>()), "no public constructor" },
        { b => b.AddVariants<IRecommender>("f", v => v.Candidate<Lost>()), "'absent'" },
        { b => b.AddVariants<IRecommender>("f", v => v.Candidate<LostKey>()), "'keyed'" },
    };

    [Theory]
    [MemberData(nameof(Candidates))]
    public void A_candidate_the_container_cannot_make_is_an_error(Action<ProgressiveBuilder> add, string? missing)
    {
        var services = ShopFixture.Services();
        services.AddScoped<IRecommender, Popular>();
        services.AddKeyedSingleton<Made>("k");
        add(services.AddProgressiveDelivery());
        using var provider = services.BuildServiceProvider();
        if (missing is null)
        {
            provider.ValidateVariants();
        }
        else
        {
            var thrown = Assert.Throws<ProgressiveException>(provider.ValidateVariants);
            Assert.Equal("PRG0206", thrown.Code);
            Assert.Contains(missing, thrown.Message, StringComparison.Ordinal);
        }

        Assert.Equal(0, provider.GetRequiredService<Made>().Constructed);
    }

    public sealed class Choosy : IRecommender
    {
        public Choosy(Made made) => ArgumentNullException.ThrowIfNull(made);

        public Choosy(Made made, Uri absent)
            : this(made) => ArgumentNullException.ThrowIfNull(absent);

        public string Recommend() => "choosy";
    }

    public sealed class Keyed([FromKeyedServices("k")] Made made, int size = 3) : IRecommender
    {
        public string Recommend() => $"{made.Constructed} {size}";
    }

    public sealed class Many(IEnumerable<Uri> uris, IServiceProvider provider) : IRecommender
    {
        public string Recommend() => $"{uris} {provider}";
    }

    public sealed class Hidden : IRecommender
    {
        private Hidden()
        {
        }

        public static Hidden Instance { get; } = new();

        public string Recommend() => "hidden";
    }

    public sealed class Lost(Uri absent) : IRecommender
    {
        public string Recommend() => absent.ToString();
    }

    public sealed class LostKey([FromKeyedServices("other")] Made keyed) : IRecommender
    {
        public string Recommend() => keyed.ToString()!;
    }
}
