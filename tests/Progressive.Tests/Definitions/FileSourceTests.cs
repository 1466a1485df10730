using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Progressive.Definitions;
using Xunit;

namespace Progressive.Tests.Definitions;

public sealed class FileSourceTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Path => _directory.At("progressive.json");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Reads_comments_trailing_commas_a_byte_order_mark_and_a_wrapping_section()
    {
        File.WriteAllText(Path, """
            // who is who
            { "Progressive": { "$schema": "x", "Flags": { "a": true, /* soon */ "b": "25%", }, }, }
            """, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        using var host = Hosting();
        Assert.True(host.Flags.IsEnabled("a"));
        Assert.Equal(2, host.Set.FlagCount);
    }

    [Theory]
    [InlineData("""{ "Flags": { "a": true, "A": false } }""", "PRG0005", "'A' on line 1 is written a second time")]
    [InlineData("{ \"Flags\": { \"a\": {\n\"Owner\": \"x\",\n\"owner\": \"y\" } } }", "PRG0005", "'owner' on line 3")]
    [InlineData("""{ "Flags": {}, "flags": {} }""", "PRG0005", "'flags'")]
    [InlineData("{ \"Flags\": {\n \"a\": tru } }", "PRG0004", "Line 2, column 10 is no valid JSON")]
    [InlineData("""{ "Flags": { "a": true }""", "PRG0004", "is no valid JSON")]
    [InlineData("""{ "Flags": {} } {}""", "PRG0004", "is no valid JSON")]
    [InlineData("", "PRG0004", "is no valid JSON")]
    [InlineData("[]", "PRG0004", "The file holds no JSON object")]
    [InlineData("null", "PRG0004", "The file holds no JSON object")]
    [InlineData("""{ "Flags": { "\uD800": true } }""", "PRG0004", "no valid Unicode")]
    public void Refuses_what_is_no_JSON_object_without_duplicates(string text, string code, string words)
    {
        File.WriteAllText(Path, text);
        using var host = Hosting();
        var problem = Assert.Single(host.ProblemsOfFirstLoad());
        Assert.Equal(code, problem.Code);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
        Assert.Equal("progressive.json", problem.Origin);
    }

    [Fact]
    public void Refuses_what_is_nested_without_end()
    {
        File.WriteAllText(Path, string.Concat(Enumerable.Repeat("{\"a\":", 100_000)));
        using var host = Hosting();
        Assert.Equal("PRG0004", Assert.Single(host.ProblemsOfFirstLoad()).Code);
    }

    [Fact]
    public void Refuses_files_beyond_the_bound()
    {
        using (var file = File.Create(Path))
        {
            file.SetLength((16 * 1024 * 1024) + 1);
        }

        using var host = Hosting();
        var problem = Assert.Single(host.ProblemsOfFirstLoad());
        Assert.Equal("PRG0003", problem.Code);
        Assert.Contains("at most 16 MB", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_an_error_that_says_what_to_do_unless_it_is_optional()
    {
        using var strict = Hosting();
        var problem = Assert.Single(strict.ProblemsOfFirstLoad());
        Assert.Equal("PRG0002", problem.Code);
        Assert.Contains("optional: true", problem.Message, StringComparison.Ordinal);

        using var lenient = Hosting(optional: true);
        Assert.Equal(EvaluationError.FlagNotFound, lenient.Flags.Evaluate("a").Error);
        File.WriteAllText(Path, """{ "Flags": { "a": true } }""");
        lenient.Time.Advance(FileDefinitionSource.PollEvery);
        Assert.True(lenient.Flags.IsEnabled("a"));
    }

    [Fact]
    public void A_change_is_seen_at_the_next_look_and_only_by_content()
    {
        File.WriteAllText(Path, """{ "Flags": { "a": true } }""");
        using var host = Hosting();
        Assert.True(host.Flags.IsEnabled("a"));

        // The same time and length: only the content tells.
        var written = File.GetLastWriteTimeUtc(Path);
        File.WriteAllText(Path, """{ "Flags": { "b": true } }""");
        File.SetLastWriteTimeUtc(Path, written);
        host.Time.Advance(FileDefinitionSource.PollEvery - TimeSpan.FromTicks(1));
        Assert.True(host.Flags.IsEnabled("a"));
        host.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(EvaluationError.FlagNotFound, host.Flags.Evaluate("a").Error);
        Assert.True(host.Flags.IsEnabled("b"));
        Assert.Equal(2, host.Set.Version);

        File.SetLastWriteTimeUtc(Path, written.AddHours(1));
        host.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, host.Set.Version);
    }

    /// <summary>What the kubelet does: files behind a link to a link; a change is a new directory and one rename.</summary>
    [Fact]
    public void The_swap_of_a_mounted_ConfigMap_is_seen_within_five_seconds()
    {
        Directory.CreateDirectory(_directory.At("..2026_01_01_00_00_00.1"));
        File.WriteAllText(_directory.At("..2026_01_01_00_00_00.1", "progressive.json"), """{ "Flags": { "checkout": "25%" } }""");
        File.CreateSymbolicLink(_directory.At("..data"), "..2026_01_01_00_00_00.1");
        File.CreateSymbolicLink(Path, System.IO.Path.Combine("..data", "progressive.json"));
        using var host = Hosting();
        Assert.Equal(EvaluationReason.Split, host.Flags.Evaluate("checkout", new("u-1")).Reason);

        Directory.CreateDirectory(_directory.At("..2026_01_02_00_00_00.2"));
        File.WriteAllText(_directory.At("..2026_01_02_00_00_00.2", "progressive.json"), """{ "Flags": { "checkout": false } }""");
        File.CreateSymbolicLink(_directory.At("..data_tmp"), "..2026_01_02_00_00_00.2");
        Assert.Equal(0, Rename(_directory.At("..data_tmp"), _directory.At("..data")));
        Directory.Delete(_directory.At("..2026_01_01_00_00_00.1"), recursive: true);

        host.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(EvaluationReason.Disabled, host.Flags.Evaluate("checkout", new("u-1")).Reason);
    }

    [Fact]
    public void A_file_that_vanishes_keeps_its_last_content_and_says_so_once()
    {
        File.WriteAllText(Path, """{ "Flags": { "a": true } }""");
        using var host = Hosting();
        Assert.True(host.Flags.IsEnabled("a"));

        File.Delete(Path);
        host.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(host.Flags.IsEnabled("a"));
        Assert.Contains("PRG0002", Assert.Single(host.Log.Of(1002)), StringComparison.Ordinal);

        File.WriteAllText(Path, """{ "Flags": { "a": false } }""");
        host.Time.Advance(FileDefinitionSource.PollEvery);
        Assert.False(host.Flags.IsEnabled("a"));
        Assert.Single(host.Log.Of(1003));
    }

    [Fact]
    public void A_file_that_breaks_keeps_its_last_content_while_other_sources_go_on()
    {
        File.WriteAllText(Path, """{ "Flags": { "a": false } }""");
        var other = new ScriptedSource("""{ "Flags": { "b": true } }""");
        using var host = new Host(add: b => b.AddProgressiveFile(Path).AddDefinitionSource(_ => other));
        Assert.True(host.Flags.IsEnabled("b"));

        File.WriteAllText(Path, """{ "Flags": { "a": tr""");
        host.Time.Advance(FileDefinitionSource.PollEvery);
        other.Json = """{ "Flags": { "b": false } }""";
        Assert.Equal(EvaluationReason.Disabled, host.Flags.Evaluate("a").Reason);
        Assert.Equal(EvaluationReason.Disabled, host.Flags.Evaluate("b").Reason);
        Assert.Contains("PRG0004", Assert.Single(host.Log.Of(1002)), StringComparison.Ordinal);
    }

    [Fact]
    public void Definitions_with_problems_change_nothing_and_are_reported_in_full()
    {
        File.WriteAllText(Path, """{ "Flags": { "a": true } }""");
        using var host = Hosting();
        Assert.True(host.Flags.IsEnabled("a"));

        File.WriteAllText(Path, """{ "Flags": { "a": { "Default": "blue" }, "b": { "Rollout": "none" } } }""");
        host.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(host.Flags.IsEnabled("a"));
        Assert.Equal(1, host.Set.Version);
        var line = Assert.Single(host.Log.Of(1001));
        Assert.Contains("PRG0021", line, StringComparison.Ordinal);
        Assert.Contains("PRG0020", line, StringComparison.Ordinal);

        File.WriteAllText(Path, """{ "Flags": { "a": true } }""");
        host.Time.Advance(FileDefinitionSource.PollEvery);
        Assert.Equal(1, host.Set.Version);
        Assert.Single(host.Log.Of(1004));
    }

    [Fact]
    public void Nothing_is_looked_at_after_the_end()
    {
        File.WriteAllText(Path, """{ "Flags": { "a": true } }""");
        var time = new FakeTimeProvider();
        var source = new FileDefinitionSource(Path, optional: false, time);
        var changes = 0;
        source.Changed += () => changes++;
        source.Start();
        source.Read();
        source.Dispose();
        File.WriteAllText(Path, "{}");
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, changes);
    }

    // The framework's own move looks through the link at the directory behind it, and refuses.
    [DllImport("libc", EntryPoint = "rename", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Rename(string from, string to);

    private Host Hosting(bool optional = false) => new(add: b => b.AddProgressiveFile(Path, optional));
}
