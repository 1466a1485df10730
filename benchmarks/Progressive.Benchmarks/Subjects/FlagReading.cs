using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;
using Progressive.Variants;

namespace Progressive.Benchmarks.Subjects;

/// <summary>Sixteen flags that are on, and a split of 50 %, read by every peer. Each method reads once; the index rotates names and users.</summary>
internal sealed class FlagReading : IDisposable
{
    public const string Split = "recommendations";

    private const int Mask = 15;

    private static readonly string[] s_names =
    [
        "new-search", "dark-mode", "checkout-v2", "fast-path", "beta-banner", "invoices", "export-csv", "live-chat",
        "audit-log", "two-factor", "gift-cards", "price-alerts", "wishlist", "reviews", "one-click", "geo-pricing",
    ];

    private static readonly FlagKey[] s_keys = [.. s_names.Select(name => new FlagKey(name))];
    private static readonly FlagKey s_split = new(Split);

    private readonly IHost _host;
    private readonly IFlags _flags;
    private readonly VariantRoute _route;
    private readonly Floor _ordinal = new([.. s_names, Split], StringComparer.Ordinal);
    private readonly Floor _ignoringCase = new([.. s_names, Split], StringComparer.OrdinalIgnoreCase);
    private readonly ServiceProvider _features;
    private readonly IFeatureManager _manager;
    private readonly IServiceScope _scope;
    private readonly IFeatureManagerSnapshot _warmSnapshot;
    private readonly TargetingContext[] _targeting = [.. Users.Keys.Select(key => new TargetingContext { UserId = key })];

    public FlagReading()
    {
        _host = ProgressiveHost.Start(
        [
            .. s_names.Select(name => KeyValuePair.Create<string, string?>(name, "true")),
            new(Split + ":Split:off", "50%"),
            new(Split + ":Split:on", "50%"),
        ]);
        _flags = _host.Services.GetRequiredService<IFlags>();
        _route = _host.Services.GetRequiredService<VariantRoutes>().For(Split);

        _features = FeatureManagementHost.Create(FeatureManagementHost.Features(
            [.. s_names.Select(name => (name, "true")), .. FeatureManagementHost.HalfOfTheUsers(Split)]));
        _manager = _features.GetRequiredService<IFeatureManager>();
        _scope = _features.CreateScope();
        _warmSnapshot = _scope.ServiceProvider.GetRequiredService<IFeatureManagerSnapshot>();
    }

    public void Dispose()
    {
        _scope.Dispose();
        _features.Dispose();
        _host.Dispose();
    }

    /// <summary>Nothing is timed before every peer has been seen to answer, and to answer about half of the users with on.</summary>
    public void Verify()
    {
        for (var i = 0; i <= Mask; i++)
        {
            Require(FrozenOrdinal(i) && FrozenIgnoringCase(i) && ByName(i) && ByHandle(i) && Manager(i) && WarmSnapshot(i), s_names[i]);
        }

        foreach (var (name, read) in new (string, Func<int, bool>)[]
        {
            (nameof(SplitFloor), SplitFloor),
            (nameof(SplitByName), SplitByName),
            (nameof(SplitByHandle), SplitByHandle),
            (nameof(SplitByKeyOnly), SplitByKeyOnly),
            (nameof(SplitTargetingFilter), SplitTargetingFilter),
        })
        {
            var on = Enumerable.Range(0, Users.Mask + 1).Count(read);
            Require(on is > 432 and < 592, $"{name}: {on} of 1024");
        }
    }

    public bool FrozenOrdinal(int i) => _ordinal.IsOn(s_names[i & Mask]);

    public bool FrozenIgnoringCase(int i) => _ignoringCase.IsOn(s_names[i & Mask]);

    public bool ByName(int i) => _flags.IsEnabled(s_names[i & Mask]);

    public bool ByHandle(int i) => _flags.IsEnabled(s_keys[i & Mask]);

    public bool Manager(int i) => Answer(_manager.IsEnabledAsync(s_names[i & Mask]));

    public bool WarmSnapshot(int i) => Answer(_warmSnapshot.IsEnabledAsync(s_names[i & Mask]));

    public bool SplitFloor(int i) => _ignoringCase.Half(Split, Users.Keys[i & Users.Mask]);

    public bool SplitByName(int i) => _flags.IsEnabled(Split, Users.Contexts[i & Users.Mask]);

    public bool SplitByHandle(int i) => _flags.IsEnabled(s_split, Users.Contexts[i & Users.Mask]);

    public bool SplitByKeyOnly(int i) => _route.Evaluate(Users.Keys[i & Users.Mask]).IsEnabled;

    public bool SplitTargetingFilter(int i) => Answer(_manager.IsEnabledAsync(Split, _targeting[i & Users.Mask]));

    // The peers complete synchronously here: reading the result costs them nothing extra.
    private static bool Answer(Task<bool> answer) => answer.GetAwaiter().GetResult();

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"A peer answers wrongly: {what}. Nothing was measured.");
        }
    }
}
