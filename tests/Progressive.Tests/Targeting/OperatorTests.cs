using Xunit;

namespace Progressive.Tests.Targeting;

/// <summary>Each operator against each kind of attribute.</summary>
public sealed class OperatorTests
{
    public static TheoryData<string, string, bool> Table()
    {
        var table = new TheoryData<string, string, bool>();
        foreach (var (test, yes, no) in Rows())
        {
            foreach (var attribute in yes)
            {
                table.Add(test, attribute, true);
            }

            foreach (var attribute in no)
            {
                table.Add(test, attribute, false);
            }
        }

        return table;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void Holds(string test, string attribute, bool expected) => Assert.Equal(expected, Read.Holds($"{{'x':{test}}}", attribute));

    [Theory]
    [InlineData("{'x':{'not':'a'}}", "null", false)]
    [InlineData("{'not':{'x':'a'}}", "null", true)]
    [InlineData("{'not':{'x':{'exists':true}}}", "null", true)]
    [InlineData("{'not':{'x':'a'}}", "'a'", false)]
    [InlineData("{'not':{'x':'a'}}", "['b','a']", false)]
    [InlineData("{'not':{'x':'a','y':'b'}}", "'a'", true)]
    [InlineData("{'targetingKey':'u-1'}", "null", true)]
    [InlineData("{'targetingKey':'u-2'}", "null", false)]
    [InlineData("{'TargetingKey':{'startsWith':'u-','not':'u-2'}}", "null", true)]
    [InlineData("{'targetingKey':{'exists':false}}", "null", false)]
    public void Combinators_and_the_targeting_key(string when, string attribute, bool expected) => Assert.Equal(expected, Read.Holds(when, attribute));

    [Fact]
    public void A_list_with_nothing_in_one_place_throws_nowhere()
    {
        var context = new EvaluationContext("u") { ["x"] = new string[] { null!, "z" } };
        Assert.All(Tests(), test => Assert.NotNull(Read.Condition($"{{'x':{test}}}").Matches(new Progressive.Flags.Rules.Asker(Progressive.Flags.FlagSnapshot.Empty, context)).ToString()));
        Assert.True(Read.Condition("{'segment':'s'}", "{'s':{'By':'x','Include':['z']}}").Matches(new Progressive.Flags.Rules.Asker(Progressive.Flags.FlagSnapshot.Empty, context)));
    }

    [Fact]
    public void An_empty_targeting_key_is_none()
    {
        var exists = Read.Condition("{'targetingKey':{'exists':true}}");
        foreach (var key in new[] { null, "" })
        {
            Assert.False(exists.Matches(new Progressive.Flags.Rules.Asker(Progressive.Flags.FlagSnapshot.Empty, null, key)));
            Assert.True(Read.Condition("{'targetingKey':{'exists':false}}").Matches(new Progressive.Flags.Rules.Asker(Progressive.Flags.FlagSnapshot.Empty, null, key)));
        }
    }

    internal static IEnumerable<string> Tests() => Rows().Select(static row => row.Test);

    private static IEnumerable<(string Test, string[] Yes, string[] No)> Rows() =>
    [
        // Equality: texts ordinally, numbers by value, and the text of a condition also what it spells.
        ("'SE'", ["'SE'", "['NO','SE']"], ["'se'", "'SE '", "['NO']", "[]", "null", "5", "true"]),
        ("['SE','NO']", ["'NO'"], ["'DK'", "null"]),
        ("{'in':['SE','NO']}", ["'NO'", "['DK','SE']"], ["'DK'", "null"]),
        ("{'in':'SE'}", ["'SE'"], ["'NO'"]),
        ("''", ["''"], ["' '", "null"]),
        ("5", ["5", "5.0", "'5'"], ["'5.0'", "'05'", "6", "true", "NaN", "null"]),
        ("'5.0'", ["5", "5.0", "'5.0'"], ["'5'"]),
        ("0", ["0", "-0.0", "'0'"], ["'-0'", "false", "''"]),
        ("1e308", ["1e308"], ["1e307", "Infinity", "NaN"]),
        ("9007199254740993", ["9007199254740993", "'9007199254740993'"], ["9007199254740992", "9007199254740994", "9007199254740992.0"]),
        ("9007199254740992", ["9007199254740992", "9007199254740992.0"], ["9007199254740993"]),
        ("true", ["true", "'true'", "'True'", "'TRUE'"], ["false", "1", "'1'", "'yes'", "null"]),
        ("'True'", ["true", "'true'", "'True'"], ["false", "'1'"]),
        ("['a','b','c','d','e','f','g','h','i','j']", ["'j'", "['z','a']"], ["'A'", "'z'", "null", "5"]),
        ("['a','b','c','d','e','f','g','h',5,true]", ["5", "'5'", "true", "'True'", "5.0"], ["6", "false", "'TRUE '"]),

        // not: the attribute has to be there, and of a list none may match.
        ("{'not':'a'}", ["'b'", "5", "true", "[]", "['b','c']", "NaN"], ["'a'", "['b','a']", "null"]),
        ("{'not':['a','b']}", ["'c'"], ["'b'", "null"]),
        ("{'not':{'startsWith':'a'}}", ["'ba'"], ["'ab'", "['b','ab']", "null"]),
        ("{'not':{'>':5}}", ["5", "'x'", "NaN", "true"], ["6", "'6'", "null"]),
        ("{'not':{'startsWith':'a','endsWith':'z'}}", ["'ab'", "['ab','bz']"], ["'az'", "['b','az']"]),
        ("{'not':{'not':'a'}}", ["'a'", "['a','b']"], ["'b'", "null"]),
        ("{'not':{'exists':false}}", ["'a'"], ["null"]),

        // Numbers: texts that spell one too; no other kind stands in an order.
        ("{'<':18}", ["17", "17.999", "-1e308", "'17'", "' 17 '", "-Infinity", "-0.0", "['19','3']"], ["18", "18.0", "'18'", "NaN", "'x'", "''", "true", "null", "'1,5'", "[]"]),
        ("{'<=':18}", ["18", "'18.0'"], ["18.0000001", "19"]),
        ("{'>':18}", ["19", "'1e3'", "1e308", "Infinity"], ["18", "-5", "NaN", "'NaN'", "null", "true"]),
        ("{'>=':'18'}", ["18", "'18'"], ["17"]),
        ("{'>=':18,'<':65}", ["18", "'64.9'"], ["65", "17", "['17','66']"]),
        ("{'<':9007199254740993}", ["9007199254740992", "'9007199254740992'", "9007199254740992.0"], ["9007199254740993", "9007199254740994"]),
        ("{'>':9007199254740992.0}", ["9007199254740993", "'9007199254740993'"], ["9007199254740992"]),
        ("{'>=':9223372036854775807}", ["9223372036854775807", "9223372036854775808.0"], ["9223372036854775806"]),
        ("{'>':0}", ["4.9e-324"], ["-0.0", "0"]),

        // Moments: ISO 8601 texts, and numbers as seconds since 1970.
        ("{'before':'2027-03-01'}", ["'2027-02-28'", "'2027-02-28T23:59:59Z'", "'2027-03-01T01:00:00+02:00'", "1803859199", "0", "-1.5"], ["'2027-03-01'", "'2027-03-01T00:00Z'", "1803859200", "'1803859199'", "NaN", "'1.3.2026'", "'March'", "true", "null", "''"]),
        ("{'after':'2027-03-01T12:00:00+02:00'}", ["'2027-03-01T10:00:00.0000001Z'", "'2027-03-01T10:00:01'", "1803895200.5", "'2027-03-02'"], ["'2027-03-01T10:00:00Z'", "1803895200", "'2027-03-01'", "null", "['x']"]),
        ("{'after':'2027-01-01','before':'2028-01-01'}", ["'2027-06-01'", "['1999-01-01','2027-06-01']"], ["'2028-01-01'", "['2026-01-01','2029-01-01']"]),

        // Texts, character by character; numbers as they are written.
        ("{'startsWith':'ab'}", ["'abc'", "'ab'", "['x','abc']"], ["'Abc'", "'xab'", "''", "null"]),
        ("{'startsWith':['ab','x']}", ["'xyz'"], ["'bx'"]),
        ("{'startsWith':'-1'}", ["-12", "-1.5"], ["12"]),
        ("{'endsWith':'@shop.example'}", ["'eva@shop.example'"], ["'eva@shop.example.org'", "'EVA@SHOP.EXAMPLE'", "null"]),
        ("{'contains':'b'}", ["'abc'", "['x','b']"], ["'B'", "null", "'ß'"]),
        ("{'contains':'ru'}", ["true"], ["false"]),
        ("{'startsWith':'a','endsWith':'z'}", ["'abz'", "['abz']"], ["['ab','bz']"]),
        ("{'contains':'é'}", ["'café'"], ["'cafe\\u0301'"]),

        // Patterns: anywhere in the text unless anchored.
        ("{'matches':'^[a-c]+$'}", ["'abc'", "['x','abc']"], ["'abcd'", "''", "null"]),
        ("{'matches':['^a','b$']}", ["'xb'"], ["'ba'"]),
        ("{'matches':'^\\\\d{2}$'}", ["42", "'42'"], ["421"]),
        ("{'matches':'i'}", ["'i'"], ["'I'", "'İ'"]),

        // Presence.
        ("{'exists':true}", ["'a'", "''", "[]", "0", "false", "NaN"], ["null"]),
        ("{'exists':false}", ["null"], ["'a'", "''", "[]", "false"]),
        ("{'exists':'true'}", ["'a'"], ["null"]),
        ("{'exists':true,'not':'a'}", ["'b'", "['b']"], ["'a'", "null", "['a','b']"]),
    ];
}
