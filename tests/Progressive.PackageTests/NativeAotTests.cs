using System.Text.RegularExpressions;
using Xunit;

namespace Progressive.PackageTests;

public sealed partial class NativeAotTests(PublishedApp app) : IClassFixture<PublishedApp>
{
    [Fact]
    public void The_application_publishes_without_a_warning()
    {
        Assert.True(app.ExitCode == 0, app.Output);
        Assert.DoesNotMatch(Warning(), app.Output);
    }

    [Fact]
    public void Its_packages_are_the_packed_ones()
    {
        Assert.Equal(Repository.PackedFolder, PublishedApp.RestoredFrom("Progressive"));
        Assert.All(Repository.PackableProjects, static id => Assert.True(PublishedApp.RestoredFrom(id) is var source && (source is null || source == Repository.PackedFolder), $"{id} came from {source}"));
    }

    [Fact]
    public async Task It_runs_and_every_check_in_it_holds()
    {
        Assert.True(File.Exists(app.Program), app.Output);
        var (exitCode, output) = await DotnetCommand.RunAsync(app.Program, [], TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, output);
        Assert.Matches(AllOk(), output);
    }

    [Fact]
    public async Task An_application_that_trimming_would_break_is_caught()
    {
        var (exitCode, output) = await PublishedApp.PublishAsync("seed", TestContext.Current.CancellationToken, "-p:Seed=true");
        Assert.NotEqual(0, exitCode);
        Assert.Matches(Warning(), output);
    }

    [GeneratedRegex(@"\bIL[23]\d{3}\b")]
    private static partial Regex Warning();

    [GeneratedRegex(@"^[1-9]\d* ok, 0 failed\s*\z", RegexOptions.Multiline)]
    private static partial Regex AllOk();
}
