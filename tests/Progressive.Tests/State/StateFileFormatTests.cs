using System.Text;
using CsCheck;
using Progressive.State;
using Xunit;

namespace Progressive.Tests.State;

public sealed class StateFileFormatTests
{
    private const string Golden =
        "progressive-state 1 generation=6f1c0d9a4be27715 version=42 records=2 log=1\n"
        + "record checkout 41 17\n{\"step\":2,\"w\":10}\n"
        + "record search 7 0\n\n"
        + "log 2026-03-01T12:00:00.0000000+00:00 checkout 6\nstep 2\n";

    private static readonly Gen<StateImage> s_images = Gen.Select(
        Gen.Long[1, long.MaxValue],
        Gen.String[Gen.Char["abcxyz019._/-"], 1, StateStore.MaxKeyLength].Array[0, 5],
        Gen.Byte.Array[0, 40].Array[5],
        Gen.DateTimeOffset.Array[0, 4],
        (version, keys, contents, times) =>
        {
            var records = StateImage.CreateRecords();
            foreach (var (key, content) in keys.Zip(contents))
            {
                records[key] = new(key, 1 + (content.Length % version), content);
            }

            return new StateImage("00ff", version, records.ToImmutable(), [.. times.Select(at => new StateLogEntry(at.ToUniversalTime(), "k", contents[0]))]);
        });

    [Fact]
    public void The_text_is_this()
    {
        var image = StateFileFormat.Parse(FileStateDamageTests.SealedBy(Encoding.UTF8.GetBytes(Golden)));

        Assert.NotNull(image);
        Assert.Equal("6f1c0d9a4be27715", image.Generation);
        Assert.Equal(42, image.Version);
        Assert.Equal(41, image.Records["checkout"].Version);
        Assert.Equal("step 2", Encoding.UTF8.GetString(image.Log[0].Content.Span));
        Assert.Equal(Golden + "checksum xxh3-64:60da0a7aab8162bf\n", Encoding.UTF8.GetString(StateFileFormat.Serialize(image)));
    }

    [Fact]
    public void Whatever_is_written_reads_back() => s_images.Sample(image =>
    {
        var bytes = StateFileFormat.Serialize(image);
        var back = StateFileFormat.Check(bytes, out _) == StateFileVerdict.Sound ? StateFileFormat.Parse(bytes) : null;
        return back is not null
            && StateFileFormat.IsStartOf(bytes.AsSpan(0, Math.Min(bytes.Length, StateFileFormat.MaxHeaderBytes)), image)
            && StateFileFormat.Serialize(back).SequenceEqual(bytes);
    });

    [Theory]
    [InlineData("records=2", "records=1")]
    [InlineData("records=2", "records=3")]
    [InlineData("log=1", "log=0")]
    [InlineData("log=1", "log=2")]
    [InlineData("log=1", "log=9223372036854775807")]
    [InlineData("version=42", "version=-42")]
    [InlineData("version=42", "version=99999999999999999999")]
    [InlineData("version=42", "version=40")]
    [InlineData("generation=6f1c0d9a4be27715", "generation=")]
    [InlineData("checkout 41 17", "checkout 41 16")]
    [InlineData("checkout 41 17", "checkout 41 9223372036854775807")]
    [InlineData("checkout 41 17", "checkout 0 17")]
    [InlineData("checkout 41 17", "Checkout 41 17")]
    [InlineData("checkout 41 17", "check out 41 17")]
    [InlineData("record search", "record checkout")]
    [InlineData("record search", "recorb search")]
    [InlineData("2026-03-01", "2026-13-01")]
    [InlineData("progressive-state 1", "progressive-stale 1")]
    public void Lines_that_are_not_the_formats_are_damage_even_under_a_right_checksum(string from, string to)
    {
        var bytes = FileStateDamageTests.SealedBy(Encoding.UTF8.GetBytes(Golden.Replace(from, to, StringComparison.Ordinal)));

        Assert.Equal(StateFileVerdict.Sound, StateFileFormat.Check(bytes, out _));
        Assert.Null(StateFileFormat.Parse(bytes));
    }

    [Fact]
    public void Noise_is_never_more_than_damage() => Gen.Byte.Array[0, 300].Sample(noise =>
    {
        var verdict = StateFileFormat.Check(noise, out _);
        var seal = FileStateDamageTests.SealedBy(noise);
        return verdict is StateFileVerdict.Damaged or StateFileVerdict.Foreign && StateFileFormat.Parse(seal) is null;
    });
}
