using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace Progressive.Benchmarks.Subjects;

/// <summary>
/// A rule with three attributes that serves a value, and a split three ways; by us, by a condition written by hand over the attributes of the same users, and by
/// FeatureManagement, whose nearest words for it are a variant for a group and one for a percentile.
/// </summary>
internal sealed class Targeting : IDisposable
{
    private const int Many = 1024;

    private static readonly FlagKey s_limit = new("limit");
    private static readonly FlagKey s_colour = new("colour");

    private readonly IHost _host;
    private readonly IFlags _flags;
    private readonly ServiceProvider _features;
    private readonly IVariantFeatureManager _manager;
    private readonly Floor _floor = new(["colour"], StringComparer.Ordinal);
    private readonly EvaluationContext[] _contexts = new EvaluationContext[Many];
    private readonly Dictionary<string, string>[] _attributes = new Dictionary<string, string>[Many];
    private readonly Person[] _people = new Person[Many];
    private readonly TargetingContext[] _targeting = new TargetingContext[Many];

    public Targeting()
    {
        _host = ProgressiveHost.Start(
        [
            new("limit:Type", "number"),
            new("limit:Variants:small:Value", "10"),
            new("limit:Variants:large:Value", "50"),
            new("limit:Default", "small"),
            new("limit:Off", "small"),
            new("limit:Rules:0:When:country:0", "SE"),
            new("limit:Rules:0:When:country:1", "NO"),
            new("limit:Rules:0:When:plan", "pro"),
            new("limit:Rules:0:When:age:>=", "18"),
            new("limit:Rules:0:Serve", "large"),
            new("colour:Split:red", "50%"),
            new("colour:Split:green", "30%"),
            new("colour:Split:blue", "20%"),
            new("colour:Variants:red:Value", "r"),
            new("colour:Variants:green:Value", "g"),
            new("colour:Variants:blue:Value", "b"),
            new("colour:Default", "red"),
            new("colour:Off", "red"),
        ]);
        _flags = _host.Services.GetRequiredService<IFlags>();
        _features = FeatureManagementHost.Create(new ConfigurationBuilder().AddInMemoryCollection(FeatureManagement()).Build());
        _manager = _features.GetRequiredService<IVariantFeatureManager>();
        for (var i = 0; i < Many; i++)
        {
            var key = Users.Keys[i];
            var (country, plan, age) = (i % 3 == 0 ? "DE" : i % 3 == 1 ? "SE" : "NO", i % 4 == 0 ? "free" : "pro", 10 + (i % 40));
            _contexts[i] = new EvaluationContext(key) { ["country"] = country, ["plan"] = plan, ["age"] = age };
            _people[i] = new Person(country, plan, age);
            _attributes[i] = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["country"] = country, ["plan"] = plan, ["age"] = age.ToString(CultureInfo.InvariantCulture) };
            _targeting[i] = new TargetingContext { UserId = key, Groups = IsLarge(i) ? ["large"] : ["others"] };
        }
    }

    public void Verify()
    {
        for (var i = 0; i < Many; i++)
        {
            Require(Rule(i) == (IsLarge(i) ? 50 : 10) && ByHand(i) == Rule(i) && ByHandOfDictionary(i) == Rule(i) && Variant(i) == 5, $"user {i}");
        }

        foreach (var variant in new[] { "red", "green", "blue" })
        {
            Require(Enumerable.Range(0, Many).Count(i => _flags.Evaluate(s_colour, _contexts[i]).Variant == variant) > 100, variant);
        }
    }

    public int Rule(int i) => _flags.GetValue(s_limit, 0, _contexts[i & (Many - 1)]);

    public int ByHand(int i)
    {
        var person = _people[i & (Many - 1)];
        return person.Country is "SE" or "NO" && person.Plan == "pro" && person.Age >= 18 ? 50 : 10;
    }

    /// <summary>As it is written where attributes come by name, from claims or headers.</summary>
    public int ByHandOfDictionary(int i)
    {
        var attributes = _attributes[i & (Many - 1)];
        return attributes.TryGetValue("country", out var country) && country is "SE" or "NO"
            && attributes.TryGetValue("plan", out var plan) && plan == "pro"
            && attributes.TryGetValue("age", out var age) && int.Parse(age, CultureInfo.InvariantCulture) >= 18
            ? 50
            : 10;
    }

    // It completes synchronously here: a task around the answer is what awaiting it in a method of one's own would cost too.
    public int Variant(int i) => _manager.GetVariantAsync("limit", _targeting[i & (Many - 1)]).AsTask().GetAwaiter().GetResult()!.Name.Length;

    public int Split(int i) => _flags.Evaluate(s_colour, _contexts[i & (Many - 1)]).Variant.Length;

    public bool Hash(int i) => _floor.Half("colour", Users.Keys[i & (Many - 1)]);

    public void Dispose()
    {
        _features.Dispose();
        _host.Dispose();
    }

    private static IEnumerable<KeyValuePair<string, string?>> FeatureManagement()
    {
        const string Flag = "feature_management:feature_flags:0:";
        return
        [
            new(Flag + "id", "limit"),
            new(Flag + "enabled", "true"),
            new(Flag + "variants:0:name", "small"),
            new(Flag + "variants:0:configuration_value", "10"),
            new(Flag + "variants:1:name", "large"),
            new(Flag + "variants:1:configuration_value", "50"),
            new(Flag + "allocation:default_when_enabled", "small"),
            new(Flag + "allocation:default_when_disabled", "small"),
            new(Flag + "allocation:group:0:variant", "large"),
            new(Flag + "allocation:group:0:groups:0", "large"),
            new(Flag + "allocation:percentile:0:variant", "small"),
            new(Flag + "allocation:percentile:0:from", "0"),
            new(Flag + "allocation:percentile:0:to", "100"),
        ];
    }

    private static bool IsLarge(int i) => i % 3 != 0 && i % 4 != 0 && 10 + (i % 40) >= 18;

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"A peer answers wrongly: {what}. Nothing was measured.");
        }
    }

    private sealed record Person(string Country, string Plan, int Age);
}
