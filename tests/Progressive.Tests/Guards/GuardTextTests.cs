using System.Globalization;
using CsCheck;
using Progressive.Guards;
using Xunit;

namespace Progressive.Tests.Guards;

public sealed class GuardTextTests
{
    private static readonly Gen<string> Number = Gen.Select(Gen.Int[0, 90], Gen.Int[0, 9999], Gen.Bool, (whole, fraction, dot) =>
        dot ? string.Create(CultureInfo.InvariantCulture, $"{whole}.{fraction}") : whole.ToString(CultureInfo.InvariantCulture));

    private static readonly Gen<string> Operator = OneOf("<", "<=", ">", ">=");
    private static readonly Gen<string> Quantile = OneOf("p50", "p75", "p90.5", "p95", "p99.90", "p99.99");
    private static readonly Gen<string> Sign = OneOf("+", "-");
    private static readonly Gen<string> Mode = OneOf("", " (warn)", " (dry-run)", "(warn)", "  ");
    private static readonly Gen<string> Time = OneOf("us", "ms", "s", " ms");

    private static readonly Gen<string> RateBound = Gen.OneOf(
        Number.Select(n => n + "%"),
        Gen.Const("stable"),
        Gen.Select(Sign, Number, OneOf("%", "pp"), (sign, n, unit) => $"stable {sign} {n}{unit}"),
        Gen.Select(Sign, Number, (sign, n) => $"Stable{sign}{n}%"));

    private static readonly Gen<string> TimeBound = Gen.OneOf(
        Gen.Select(Number, Time, (n, unit) => n + unit),
        Gen.Const("stable"),
        Gen.Select(Sign, Number, Gen.OneOf(Time, Gen.Const("%")), (sign, n, unit) => $"stable {sign} {n}{unit}"));

    private static readonly Gen<string> AnyGuard = Gen.Select(
        Gen.OneOf(
            Gen.Select(OneOf("error_rate", "Rejection_Rate rate", " mismatch_rate"), Operator, RateBound, (m, op, b) => $"{m} {op} {b}"),
            Gen.Select(Gen.OneOf(Quantile.Select(q => "latency " + q), OneOf("latency", "latency mean")), Operator, TimeBound, (m, op, b) => $"{m}{op}{b}"),
            Gen.Select(OneOf("flagged rate", "tokens/out Rate"), Operator, RateBound, (m, op, b) => $"{m} {op} {b}"),
            Gen.Select(OneOf("cost_usd mean", "cost_usd P99"), Operator, Number, OneOf("", "usd"), (m, op, n, u) => $"{m} {op} {n}{u}"),
            Gen.Select(OneOf("similarity mean", "tokens/out p90"), Operator, Number, (m, op, n) => $"{m} {op} {n}")),
        Mode,
        (guard, mode) => guard + mode);

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    [Fact]
    public void Parsing_the_canonical_text_gives_the_same_guard() => AnyGuard.Sample(text =>
    {
        Assert.True(Guard.TryParse(text, out var guard, out var error), error);
        var again = Guard.Parse(guard.ToString());
        Assert.Equal(guard, again);
        Assert.True(guard == again && guard.GetHashCode() == again.GetHashCode());
        Assert.Equal(guard.ToString(), again.ToString());
        Assert.Equal(
            (guard.Metric, guard.Aggregate, guard.Operator, guard.Bound, guard.Mode), (again.Metric, again.Aggregate, again.Operator, again.Bound, again.Mode));
    });

    [Theory]
    [InlineData("error_rate < 1%", "error_rate < 1%")]
    [InlineData("  ERROR_RATE<1.50 %  ", "error_rate < 1.5%")]
    [InlineData("error_rate rate <= stable", "error_rate rate <= stable")]
    [InlineData("latency p99.90 < 250ms", "latency p99.9 < 250ms")]
    [InlineData("latency p95 < stable+10%", "latency p95 < stable + 10%")]
    [InlineData("latency p95 < stable + 20 ms (warn)", "latency p95 < stable + 20ms (warn)")]
    [InlineData("latency < 0.25s(dry-run)", "latency < 0.25s (dry-run)")]
    [InlineData("error_rate < stable - 0%", "error_rate < stable")]
    [InlineData("error_rate < stable - 2pp", "error_rate < stable - 2pp")]
    [InlineData("cost_usd mean < 0.02usd", "cost_usd mean < 0.02usd")]
    [InlineData("similarity mean > 0.9", "similarity mean > 0.9")]
    [InlineData("Safety_Flags RATE<0.1%", "safety_flags rate < 0.1%")]
    [InlineData("truncated rate < stable+0.5pp", "truncated rate < stable + 0.5pp")]
    [InlineData("tokens rate >= stable - 5 %", "tokens rate >= stable - 5%")]
    public void The_canonical_text_has_single_spaces_and_no_spare_digits(string text, string canonical) =>
        Assert.Equal(canonical, Guard.Parse(text).ToString());

    [Fact]
    public void Parts_are_available()
    {
        var guard = Guard.Parse("latency p99.9 <= stable + 20ms (warn)");
        Assert.Equal("latency", guard.Metric);
        Assert.Equal("p99.9", guard.Aggregate);
        Assert.Equal(0.999, guard.Quantile!.Value, 1e-12);
        Assert.Equal(GuardOperator.LessThanOrEqual, guard.Operator);
        Assert.Equal(new GuardBound(true, 20, GuardUnit.Milliseconds), guard.Bound);
        Assert.Equal(0.02, guard.Bound.BaseValue, 1e-12);
        Assert.Equal(GuardMode.Warn, guard.Mode);
        Assert.Null(Guard.Parse("error_rate < 1%").Quantile);
    }

    [Theory]
    [InlineData("", "PRG0100", 1)]
    [InlineData("error_rate", "PRG0100", 11)]
    [InlineData("error_rate <", "PRG0100", 13)]
    [InlineData("error_rate < 1% or so", "PRG0100", 17)]
    [InlineData("< 1%", "PRG0101", 1)]
    [InlineData("error:rate < 1%", "PRG0101", 6)]
    [InlineData("latency p49 < 1s", "PRG0102", 9)]
    [InlineData("latency p99.999 < 1s", "PRG0102", 9)]
    [InlineData("latency max < 1s", "PRG0102", 9)]
    [InlineData("latency rate < 1s", "PRG0102", 9)]
    [InlineData("error_rate p95 < 1%", "PRG0102", 12)]
    [InlineData("cost_usd < 1", "PRG0102", 10)]
    [InlineData("error_rate = 1%", "PRG0103", 12)]
    [InlineData("error_rate == 1%", "PRG0103", 12)]
    [InlineData("error_rate ! 1%", "PRG0103", 12)]
    [InlineData("error_rate < -1%", "PRG0104", 14)]
    [InlineData("error_rate < 1.2.3%", "PRG0104", 14)]
    [InlineData("error_rate < .5%", "PRG0104", 14)]
    [InlineData("error_rate < 1e3%", "PRG0105", 15)]
    [InlineData("error_rate < 101%", "PRG0104", 14)]
    [InlineData("error_rate < steady", "PRG0104", 14)]
    [InlineData("error_rate < stable * 2", "PRG0104", 21)]
    [InlineData("error_rate < stable + ", "PRG0104", 23)]
    [InlineData("error_rate < stable - 100%", "PRG0104", 23)]
    [InlineData("error_rate < 1%%", "PRG0105", 15)]
    [InlineData("error_rate < 1", "PRG0105", 15)]
    [InlineData("error_rate < 1ms", "PRG0105", 15)]
    [InlineData("error_rate < 1pp", "PRG0105", 15)]
    [InlineData("error_rate < stable + 20ms", "PRG0105", 25)]
    [InlineData("latency p95 < 250", "PRG0105", 18)]
    [InlineData("latency p95 < 2%", "PRG0105", 16)]
    [InlineData("latency p95 < 250 min", "PRG0105", 19)]
    [InlineData("latency p95 < stable + 2pp", "PRG0105", 25)]
    [InlineData("cost_usd mean < 3ms", "PRG0105", 18)]
    [InlineData("flagged rate < 0.1", "PRG0105", 19)]
    [InlineData("flagged rate < 101%", "PRG0104", 16)]
    [InlineData("flagged rate < stable + 3ms", "PRG0105", 26)]
    [InlineData("flagged < 1%", "PRG0102", 9)]
    [InlineData("cost_usd mean < stable + 2pp", "PRG0105", 27)]
    [InlineData("error_rate < 1% (warning)", "PRG0106", 17)]
    [InlineData("error_rate < 1% (warn", "PRG0106", 17)]
    public void A_problem_is_named_with_its_id_and_column(string text, string id, int column)
    {
        Assert.False(Guard.TryParse(text, out var guard, out var error));
        Assert.Null(guard);
        Assert.StartsWith($"{id}: Guard '{text}': column {column}: ", error, StringComparison.Ordinal);
        Assert.Equal(error, Assert.Throws<FormatException>(() => Guard.Parse(text)).Message);
    }

    [Fact]
    public void Any_text_is_a_guard_or_has_an_error() =>
        Gen.OneOf(Gen.String[0, 30], Gen.Char["eorlatncy_ p95<=>stable+-10%ms().xX "].Array[0, 30].Select(c => new string(c))).Sample(text =>
        {
            var parsed = Guard.TryParse(text, out var guard, out var error);
            Assert.Equal(parsed, guard is not null);
            Assert.Equal(parsed, error is null);
        });

    [Fact]
    public void The_parsable_interface_agrees()
    {
        Assert.True(Guard.TryParse("error_rate < 1%", CultureInfo.InvariantCulture, out var guard));
        Assert.Equal(Guard.Parse("error_rate < 1%".AsSpan()), guard);
        Assert.False(Guard.TryParse(null, null, out _));
        Assert.NotEqual(guard, Guard.Parse("error_rate < 1% (warn)"));
        Assert.True(guard != null);
    }
}
