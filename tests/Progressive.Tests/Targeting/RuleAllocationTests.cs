using Progressive.Tests.Definitions;
using Xunit;

namespace Progressive.Tests.Targeting;

/// <summary>Rules allocate nothing, whatever they ask.</summary>
public sealed class RuleAllocationTests
{
    private static readonly EvaluationContext s_context = new("user-1")
    {
        ["text"] = "eva@shop.example", ["number"] = -1.7976931348623157E+308, ["whole"] = 9007199254740993, ["truth"] = true, ["roles"] = new[] { "admin", "staff" },
        ["spelled"] = "42.5", ["app"] = "2.1.0-beta.11+build", ["ip"] = "::ffff:10.1.2.3", ["day"] = "2027-06-01T12:00:00+02:00", ["long"] = new string('x', 5_000),
    };

    private static readonly string[] s_tests =
    [
        "'eva'", "['a','b','c','d','e','f','g','h','i','eva@shop.example']", "5", "true", "{'not':'a'}", "{'not':['a','b']}", "{'<':5}", "{'<=':5}", "{'>':5}", "{'>=':5.5,'<':100}",
        "{'before':'2027-01-01'}", "{'after':'2027-01-01T12:00:00Z'}", "{'startsWith':['eva','a']}", "{'endsWith':'.example'}", "{'contains':'shop'}",
        "{'matches':'^[a-z]+@shop\\\\.example$'}", "{'matches':['(a+)+$','^\\\\d{2}']}", "{'semver<':'2.1.0'}", "{'semver<=':'2'}", "{'semver=':'2.1'}", "{'semver>=':'2.1.0-a'}", "{'semver>':'1'}",
        "{'semver~':'2.1'}", "{'semver^':'2'}", "{'cidr':['10.0.0.0/8','2001:db8::/32']}", "{'exists':true}", "{'exists':false}", "{'startsWith':'a','endsWith':'f','exists':true}",
    ];

    private static readonly string[] s_names = ["text", "number", "whole", "truth", "roles", "spelled", "app", "ip", "day", "long", "missing"];

    public static TheoryData<string> Conditions => new(from test in s_tests from name in s_names select $"{{'{name}':{test}}}");

    public static TheoryData<string> Whole =>
    [
        "{'any':[{'text':'a'},{'all':[{'text':{'exists':true}},{'not':{'whole':1}}]}]}",
        "{'segment':['listed','by-number','by-roles','deep']}",
        "{'share':'50%'}",
        "{'share':{'From':'10%','To':'90%','StickBy':'whole'}}",
        "{'share':{'To':'90%','StickBy':'call'}}",
        "{'schedule':{'From':'2020-01-01T00:00:00Z','To':'2020-01-01T08:00:00Z','Every':'day'}}",
        "{'targetingKey':{'startsWith':'user'}}",
    ];

    [Theory]
    [MemberData(nameof(Conditions))]
    public void None_by_operators(string when) => AllocatesNothing(when, "progressive");

    [Theory]
    [MemberData(nameof(Whole))]
    public void None_by_combinators_divisions_and_gates(string when) => AllocatesNothing(when, "progressive", "microsoft", "flagd-v2");

    private static void AllocatesNothing(string when, params string[] bucketings)
    {
        foreach (var bucketing in bucketings)
        {
            var serve = bucketing == "progressive" ? "{ 'on': '50%', 'off': '50%' }" : "[ { 'on': '50%' }, { 'off': '50%' } ]";
            using var host = Host.Of($$"""
                {
                  'Segments': {
                    'listed': { 'Include': [ 'nobody' ], 'Exclude': [ 'no one' ] }, 'by-number': { 'By': 'number', 'Include': [ '1' ] },
                    'by-roles': { 'By': 'roles', 'Include': [ 'trainee' ] }, 'deep': { 'When': { 'not': { 'segment': 'listed' } } }
                  },
                  'Flags': {
                    'a': { 'Bucketing': '{{bucketing}}', 'Prerequisites': { 'b': 'on' }, 'Schedule': { 'To': '2999-01-01' }, 'Rules': [ { 'When': {{when}}, 'Serve': {{serve}} } ], 'Split': {{serve}} },
                    'b': { 'Rules': [ { 'When': { 'roles': 'admin' }, 'Serve': 'on' } ] }
                  }
                }
                """.Replace('\'', '"'));
            var key = new FlagKey("a");
            var flags = host.Flags;
            Ask();
            Ask();
            var before = GC.GetAllocatedBytesForCurrentThread();
            Ask();
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

            void Ask()
            {
                for (var i = 0; i < 20; i++)
                {
                    flags.Evaluate(key, s_context);
                }
            }
        }
    }
}
