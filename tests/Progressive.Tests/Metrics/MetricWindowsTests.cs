using Microsoft.Extensions.Time.Testing;
using Progressive.Metrics;
using Progressive.Rollouts;
using Progressive.Tests.Rollouts;
using Xunit;

namespace Progressive.Tests.Metrics;

public sealed class MetricWindowsTests
{
    private static readonly Plan s_plan = Plans.Guarded(["error_rate < 1%"], Plans.Percent("100%"));

    private readonly MetricWindows _windows = new(new FakeTimeProvider());

    [Fact]
    public void A_variant_keeps_the_windows_of_its_last_four_revisions()
    {
        var first = _windows.Get("checkout", "candidate", "1");
        var second = _windows.Get("checkout", "candidate", "2");
        _windows.Get("checkout", "candidate", "3");
        _windows.Get("checkout", "candidate", "4");
        Assert.Same(first, _windows.Get("Checkout", "CANDIDATE", "1"));

        _windows.Get("checkout", "candidate", "5");
        Assert.Same(first, _windows.Get("checkout", "candidate", "1"));
        Assert.NotSame(second, _windows.Get("checkout", "candidate", "2"));
    }

    [Fact]
    public void Revisions_of_another_variant_or_flag_push_nothing_out()
    {
        var stable = _windows.Get("checkout", "stable", null);
        for (var revision = 0; revision < 50; revision++)
        {
            _windows.Get("checkout", "candidate", $"{revision}");
            _windows.Get("search", "stable", $"{revision}");
        }

        Assert.Same(stable, _windows.Get("checkout", "stable", null));
    }

    [Fact]
    public async Task Fifty_revisions_of_a_flag_leave_four_windows_and_a_flag_that_is_gone_leaves_none()
    {
        using var process = await RolloutHarness.StartAsync(s_plan, revision: "none");
        var route = process.Routes.For(RolloutHarness.Flag);
        List<WeakReference> seen = [];
        for (var revision = 0; revision < 50; revision++)
        {
            seen.Add(await ServeAsync(process, $"{revision}"));
        }

        Collect();
        Assert.Equal(MetricWindows.MostRevisions, seen.Count(w => w.IsAlive));

        process.Engine.Apply([], []);
        process.Live.Publish([]);
        process.Routes.Retain(process.Live.Current);
        Collect();
        Assert.DoesNotContain(seen, w => w.IsAlive);
        Assert.Same(route, process.Routes.For(RolloutHarness.Flag));
    }

    [Fact]
    public void A_flag_that_stays_keeps_its_windows()
    {
        var window = _windows.Get("checkout", "stable", null);
        _windows.Get("search", "stable", null);
        _windows.Retain(flag => flag == "checkout");
        Assert.Same(window, _windows.Get("checkout", "stable", null));
    }

    private static async Task<WeakReference> ServeAsync(RolloutHarness process, string revision)
    {
        process.Define(s_plan, revision);
        await process.TickAsync();
        Assert.Equal("candidate", process.Call());
        return new WeakReference(process.Windows.Get(RolloutHarness.Flag, "candidate", revision));
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
