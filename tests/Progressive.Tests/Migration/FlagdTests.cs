using System.Globalization;
using System.Reflection;
using System.Text;
using Progressive.Definitions;
using Progressive.Migration;
using Progressive.Tests.Definitions;
using Xunit;

namespace Progressive.Tests.Migration;

/// <summary>Flags of flagd, with the answers that flagd's own test bed lists.</summary>
public sealed class FlagdTests
{
    [Theory]
    [InlineData("fractional-flag", "user.name=jack", "hearts")]
    [InlineData("fractional-flag", "user.name=queen", "spades")]
    [InlineData("fractional-flag", "user.name=ten", "clubs")]
    [InlineData("fractional-flag", "user.name=nine", "diamonds")]
    [InlineData("fractional-flag", "user.name=3", "clubs")]
    [InlineData("fractional-flag", "user.name=#3", "clubs")]
    [InlineData("fractional-flag", "", "wild")]
    [InlineData("shared-seed", "user.name=seven", "hearts")]
    [InlineData("shared-seed", "user.name=eight", "diamonds")]
    [InlineData("shared-seed", "user.name=nine", "clubs")]
    [InlineData("shared-seed", "user.name=two", "spades")]
    [InlineData("fractional-flag-shorthand", "targetingKey=jon@company.com", "heads")]
    [InlineData("fractional-flag-shorthand", "targetingKey=jane@company.com", "tails")]
    [InlineData("fractional-flag-shorthand", "", "draw")]
    [InlineData("hash-edge", "targetingKey=ejOoVL", "lower")]
    [InlineData("hash-edge", "targetingKey=bY9fO-", "lower")]
    [InlineData("hash-edge", "targetingKey=SI7p-", "lower")]
    [InlineData("hash-edge", "targetingKey=6LvT0", "upper")]
    [InlineData("hash-edge", "targetingKey=ceQdGm", "upper")]
    [InlineData("negative-weight", "targetingKey=any-user", "two")]
    [InlineData("negative-weight", "targetingKey=ejOoVL", "two")]
    [InlineData("zero-weights", "targetingKey=any-user", "fallback")]
    [InlineData("fractional-as-condition", "targetingKey=some-targeting-key", "big")]
    [InlineData("fractional-as-condition", "", "small")]
    [InlineData("fractional-for-some", "plan=pro;email=a@x", "one")]
    [InlineData("fractional-for-some", "plan=pro;targetingKey=u-1", "one")]
    [InlineData("fractional-for-some", "plan=pro", "fallback")]
    [InlineData("fractional-for-some", "email=a@x", "rest")]
    [InlineData("if-as-condition", "plan=pro;country=SE", "in")]
    [InlineData("if-as-condition", "plan=pro;country=NO", "out")]
    [InlineData("if-as-condition", "plan=free;country=NO", "in")]
    [InlineData("if-as-condition", "country=SE", "out")]
    [InlineData("starts-ends-flag", "id=abcdef", "prefix")]
    [InlineData("starts-ends-flag", "id=uvwxyz", "postfix")]
    [InlineData("starts-ends-flag", "id=abcxyz", "prefix")]
    [InlineData("starts-ends-flag", "id=lmnopq", "none")]
    [InlineData("starts-ends-flag", "id=3", "none")]
    [InlineData("versions", "version=2.0.0", "equal")]
    [InlineData("versions", "version=2.1.0", "greater")]
    [InlineData("versions", "version=1.9.0", "lesser")]
    [InlineData("versions", "version=2.0.0-alpha", "lesser")]
    [InlineData("versions", "version=2.0.0.0", "none")]
    [InlineData("versions", "version=2.0.0+other", "equal")]
    [InlineData("versions", "", "none")]
    [InlineData("major-minor", "version=3.0.1", "minor")]
    [InlineData("major-minor", "version=3.1.0", "major")]
    [InlineData("major-minor", "version=4.0.0", "none")]
    [InlineData("major-minor", "version=4.0.0-rc.1", "none")]
    [InlineData("partial-version", "version=1.5.0", "match")]
    [InlineData("partial-version", "version=1.0.0", "match")]
    [InlineData("partial-version", "version=1.0", "match")]
    [InlineData("partial-version", "version=1", "match")]
    [InlineData("partial-version", "version=#1", "match")]
    [InlineData("partial-version", "version=2.0.0", "no-match")]
    [InlineData("not-this-version", "version=1.0.0", "false")]
    [InlineData("not-this-version", "version=1.0.1", "true")]
    [InlineData("not-this-version", "version=one", "false")]
    [InlineData("targeting-key-flag", "targetingKey=5c3d8535-f81a-4478-a6d3-afaa4d51199e", "hit")]
    [InlineData("targeting-key-flag", "targetingKey=f20bd32d-703b-48b6-bc8e-79d53c85134a", "miss")]
    [InlineData("null-variant", "", "two")]
    [InlineData("truth-as-variant", "", "true")]
    [InlineData("empty-targeting", "", "false")]
    [InlineData("email-ref", "email=ballmer@macrosoft.com", "hi")]
    [InlineData("email-ref", "email=user@example.com", "bye")]
    [InlineData("email-ref", "", "bye")]
    [InlineData("no-default", "roles=admin", "one")]
    [InlineData("no-default", "roles=guest", "none")]
    [InlineData("disabled", "", "none")]
    [InlineData("logic", "country=SE;plan=pro", "both")]
    [InlineData("logic", "country=NO;plan=free", "either")]
    [InlineData("logic", "country=NO;quiet=!false", "either")]
    [InlineData("logic", "country=NO;quiet=#0", "either")]
    [InlineData("logic", "country=NO;quiet=!true", "neither")]
    [InlineData("logic", "country=NO;quiet=!true;name=Anna", "neither")]
    [InlineData("logic", "plan=paid;age=#18", "adult")]
    [InlineData("logic", "plan=paid;age=#64", "adult")]
    [InlineData("logic", "plan=paid;age=#65", "neither")]
    [InlineData("logic", "plan=trial", "free")]
    [InlineData("logic", "name=Anna", "named")]
    [InlineData("logic", "name=", "neither")]
    [InlineData("logic", "", "neither")]
    [InlineData("missing", "", "all")]
    [InlineData("missing", "a=1", "some")]
    [InlineData("missing", "a=1;b=2", "default")]
    [InlineData("with-fallback", "", "yes")]
    [InlineData("with-fallback", "tier=gold", "yes")]
    [InlineData("with-fallback", "tier=iron", "no")]
    [InlineData("true-where-missing", "", "yes")]
    [InlineData("true-where-missing", "beta=!true", "yes")]
    [InlineData("true-where-missing", "beta=!false", "no")]
    [InlineData("named-by-attribute", "color=red", "red")]
    [InlineData("named-by-attribute", "color=green", "green")]
    [InlineData("named-by-attribute", "color=yellow", "none")]
    [InlineData("named-by-attribute", "", "fallback")]
    public void Answers_as_flagd_does(string flag, string context, string variant)
    {
        using var ours = Ours();

        // One of the flags calls a variant of its own "none".
        Assert.Equal(variant, ours.Variant(flag, Context(context)));
    }

    [Theory]
    [InlineData(1796083200, "before")]
    [InlineData(1796083201, "during")]
    [InlineData(1796169599, "during")]
    [InlineData(1796169600, "after")]
    public void The_time_is_compared_in_whole_seconds(long seconds, string variant)
    {
        using var ours = Ours();
        foreach (var milliseconds in new[] { 0, 999 })
        {
            ours.Time.AdjustTime(DateTimeOffset.FromUnixTimeSeconds(seconds).AddMilliseconds(milliseconds));
            Assert.Equal(variant, ours.Variant("after-launch"));
        }
    }

    /// <summary>Where the attribute is missing, theirs hashes its flag's key and the targeting key; where that is missing too, nobody is drawn.</summary>
    [Fact]
    public void A_missing_attribute_is_stood_in_for_by_the_targeting_key()
    {
        using var ours = Ours();
        for (var i = 0; i < 200; i++)
        {
            var key = i.ToString(CultureInfo.InvariantCulture);
            Assert.Equal(Drawn(key), ours.Variant("by-company-or-user", new EvaluationContext("somebody") { ["company"] = key }));
            Assert.Equal(Drawn("by-company-or-user" + key), ours.Variant("by-company-or-user", new EvaluationContext(key)));
        }

        Assert.Equal("fallback", ours.Variant("by-company-or-user", new EvaluationContext()));

        static string Drawn(string hashed) => Place(hashed, 6) switch { 0 => "one", 1 or 2 => "two", _ => "fallback" };
    }

    [Fact]
    public void A_fractional_may_be_a_condition()
    {
        using var ours = Ours();
        for (var i = 0; i < 400; i++)
        {
            var email = $"user-{i.ToString(CultureInfo.InvariantCulture)}@example.com";
            var expected = Place(email, 100) is (>= 25 and < 50) or >= 90 ? "in" : "out";
            Assert.Equal(expected, ours.Variant("fractional-share-as-condition", new EvaluationContext { ["email"] = email }));
        }
    }

    [Fact]
    public void As_a_condition_too_the_targeting_key_stands_in_only_where_the_attribute_is_missing()
    {
        const string Flag = "company-share-as-condition";
        using var ours = Ours();
        for (var i = 0; i < 200; i++)
        {
            var key = i.ToString(CultureInfo.InvariantCulture);
            Assert.Equal(Drawn($"company-{key}"), ours.Variant(Flag, new EvaluationContext(key) { ["company"] = $"company-{key}" }));
            Assert.Equal(Drawn(Flag + key), ours.Variant(Flag, new EvaluationContext(key)));
        }

        Assert.Equal("out", ours.Variant(Flag, new EvaluationContext()));

        static string Drawn(string hashed) => Place(hashed, 100) < 25 ? "in" : "out";
    }

    [Fact]
    public void A_variant_without_a_value_leaves_the_answer_to_the_code()
    {
        using var ours = Ours();
        Assert.Null(ours.Flags.Evaluate("disabled").Value);
        Assert.Equal(EvaluationReason.Disabled, ours.Flags.Evaluate("disabled").Reason);
        Assert.Null(ours.Flags.Evaluate("no-default").Value);
        Assert.NotNull(ours.Flags.Evaluate("null-variant").Value);
    }

    [Fact]
    public void What_has_no_place_is_told()
    {
        var translation = Translate();
        Assert.Empty(translation.Problems);
        Assert.Equal(
            ["metadata of flag 'email-ref' is left out, but for description and owner: ticket (flags:email-ref:metadata)", "the metadata of the flag set is left out: definitions have no place for it (metadata)"],
            translation.Notes);
        Assert.Contains("\"Owner\": \"growth\"", translation.Definitions, StringComparison.Ordinal);
    }

    private static int Place(string hashed, int whole) => (int)(((ulong)Progressive.Assignment.Murmur3.Hash(Encoding.UTF8.GetBytes(hashed)) * (ulong)whole) >> 32);

    private static Host Ours() => Host.Of(Translate().Definitions);

    private static ForeignTranslation Translate()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Progressive.Tests.Migration.Samples.flagd.json")!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return ForeignFlags.Translate(ForeignFormat.Flagd, new DefinitionFile("flagd.json", copy.ToArray()));
    }

    // name=text, name=#number, name=!truth value
    private static EvaluationContext Context(string text)
    {
        var members = text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(static member => member.Split('=', 2)).ToArray();
        var context = new EvaluationContext(members.FirstOrDefault(static m => m[0] == "targetingKey")?[1]);
        foreach (var member in members.Where(static m => m[0] != "targetingKey"))
        {
            context[member[0]] = member[1] switch
            {
                ['#', .. var number] => long.Parse(number, CultureInfo.InvariantCulture),
                ['!', .. var truth] => bool.Parse(truth),
                var value => value,
            };
        }

        return context;
    }
}
