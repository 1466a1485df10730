using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Progressive.Definitions;
using Progressive.Migration;
using Progressive.Tests.Definitions;
using Xunit;

namespace Progressive.Tests.Migration;

/// <summary>What has no equivalent is named, flag by flag, with its place; and what theirs gets wrong.</summary>
public sealed class MicrosoftProblemTests
{
    private const string Flags = "feature_management:feature_flags";

    [Theory]
    [InlineData("{'enabled':true}", "PRG0071", "An entry of feature_flags has no id", ":0")]
    [InlineData("{'id':'a b'}", "PRG0072", "The flag 'a b' cannot keep its name: ' ' at position 2", ":0")]
    [InlineData("{'id':'a','enabled':'yes'}", "PRG0009", "enabled is true or false", ":0:enabled")]
    [InlineData("{'id':'a','conditions':{'requirement_type':'Some'}}", "PRG0076", "which is none of Any, All", ":0:conditions:requirement_type")]
    [InlineData("{'id':'a','conditions':{'client_filters':[{'name':'Browser'}]}}", "PRG0073", "The filter 'Browser' of flag 'a' has no equivalent", ":0:conditions:client_filters:0")]
    [InlineData("{'id':'a','conditions':{'client_filters':[{'name':'Percentage','parameters':{'Value':101}}]}}", "PRG0074", "The Percentage filter's Value of flag 'a' is a number from 0 to 100, but this is 101", ":0:conditions:client_filters:0:parameters:Value")]
    [InlineData("{'id':'a','conditions':{'client_filters':[{'name':'Percentage'}]}}", "PRG0074", "but this is null", ":0:conditions:client_filters:0:parameters:Value")]
    [InlineData("{'id':'a','conditions':{'client_filters':[{'name':'Targeting','parameters':{}}]}}", "PRG0074", "has no Audience", ":0:conditions:client_filters:0:parameters:Audience")]
    [InlineData("{'id':'a','conditions':{'client_filters':[{'name':'Targeting','parameters':{'Audience':{'Groups':[{}]}}}]}}", "PRG0074", "has no Name", ":0:conditions:client_filters:0:parameters:Audience:Groups:0")]
    [InlineData("{'id':'a','conditions':{'client_filters':[{'name':'TimeWindow','parameters':{}}]}}", "PRG0074", "neither Start nor End", ":0:conditions:client_filters:0:parameters")]
    [InlineData("{'id':'a','conditions':{'client_filters':[{'name':'TimeWindow','parameters':{'Start':'soon'}}]}}", "PRG0074", "Start 'soon' of flag 'a' is no date", ":0:conditions:client_filters:0:parameters:Start")]
    [InlineData("{'id':'a','conditions':{'client_filters':[{'name':'TimeWindow','parameters':{'Start':'2026-12-02Z','End':'2026-12-01Z'}}]}}", "PRG0060", "ends before it begins", ":0:conditions:client_filters:0:parameters:To")]
    [InlineData("{'id':'a','conditions':{'client_filters':[{'name':'TimeWindow','parameters':{'Start':'2026-12-01Z','End':'2026-12-02Z','Recurrence':{'Pattern':{}}}}]}}", "PRG0074", "has no Range", ":0:conditions:client_filters:0:parameters:Recurrence:Range")]
    [InlineData("{'id':'a','variants':[{'name':'A'}],'allocation':{'default_when_enabled':'a'}}", "PRG0075", "names the variant 'a', which it does not have; it has A", ":0:allocation:default_when_enabled")]
    [InlineData("{'id':'a','variants':[{'name':'A'}],'allocation':{'user':[{'users':['u']}]}}", "PRG0075", "names no variant", ":0:allocation:user:0:variant")]
    [InlineData("{'id':'a','variants':[{'name':'A'}],'allocation':{'percentile':[{'variant':'A','from':60,'to':40}]}}", "PRG0075", "goes from 60% to 40%, which is backwards", ":0:allocation:percentile:0")]
    [InlineData("{'id':'a','variants':[{'name':'A'},{'name':'a'}]}", "PRG0077", "has the variant 'a' twice", ":0:variants:1")]
    [InlineData("{'id':'a','variants':[{'name':'Very Big'}]}", "PRG0072", "The variant 'Very Big' of flag 'a' cannot keep its name", ":0:variants:0")]
    [InlineData("{'id':'a','variants':[{'configuration_value':1}]}", "PRG0077", "A variant of flag 'a' has no name", ":0:variants:0")]
    [InlineData("{'id':'a','variants':[{'name':'A','configuration_reference':'Other:Section'}]}", "PRG0077", "refers to a section of configuration", ":0:variants:0")]
    [InlineData("{'id':'a','variants':[{'name':'A','status_override':'On'}]}", "PRG0076", "which is none of None, Enabled, Disabled", ":0:variants:0:status_override")]
    public void Names_the_problem_the_place_and_the_fix(string flag, string code, string words, string path)
    {
        var translation = Translate($"{{'feature_management':{{'feature_flags':[{flag},{{'id':'good','enabled':true}}]}}}}");
        var problem = Assert.Single(translation.Problems);
        Assert.Equal(code, problem.Code);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
        Assert.Equal(Flags + path, problem.Path);
        Assert.Equal("flags.json", problem.Origin);
        Assert.Equal(1, problem.Line);

        // It is that flag's, and the others go on.
        Assert.Equal(["good"], translation.Flags);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{'Logging':{'LogLevel':{}}}")]
    public void A_file_without_flags_is_refused(string json) => Assert.Equal("PRG0070", Assert.Single(Translate(json).Problems).Code);

    [Fact]
    public void A_file_of_nothing_but_flags_is_taken_for_the_section() =>
        Assert.Equal(["A", "B"], Translate("{'A':true,'B':{'EnabledFor':[{'Name':'AlwaysOn'}]}}").Flags);

    [Fact]
    public void What_changes_no_answer_is_a_note()
    {
        var translation = Translate(
            "{'feature_management':{'feature_flags':[{'id':'a','enabled':true,'display_name':'A','telemetry':{'enabled':true},'conditions':{'client_filters':["
            + "{'name':'Percentage','parameters':{'Value':33.33333}},{'name':'TimeWindow','parameters':{'Start':'2026-12-01T00:00:00'}}]}}]}}");
        Assert.Empty(translation.Problems);
        Assert.Equal(4, translation.Notes.Count);
        Assert.Contains(translation.Notes, static note => note.Contains("is rounded to 33.3333%", StringComparison.Ordinal));
        Assert.Contains(translation.Notes, static note => note.Contains("has no offset: taken as UTC", StringComparison.Ordinal));
        Assert.Contains(translation.Notes, static note => note.StartsWith("telemetry of flag 'a' is left out", StringComparison.Ordinal));
        Assert.Contains(translation.Notes, static note => note.StartsWith("display_name of flag 'a' is left out", StringComparison.Ordinal));
    }

    /// <summary>Theirs reads 12.5 by the culture of the process, which makes 125 of it where the comma divides.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    public void Percentages_are_read_the_same_in_every_culture(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        if (culture.Length > 0)
        {
            (german.NumberFormat.NumberDecimalSeparator, german.NumberFormat.NumberGroupSeparator) = (",", ".");
        }

        try
        {
            CultureInfo.CurrentCulture = german;
            var json = "{'feature_management':{'feature_flags':[{'id':'a','enabled':true,'variants':[{'name':'A'},{'name':'B'}],'allocation':{'default_when_enabled':'B','percentile':[{'variant':'A','from':'0','to':'12.5'}]}}]}}";
            using var ours = new Host(Theirs.Over(json.Replace('\'', '"')), static b => b.AddMicrosoftFeatureFlags());
            Assert.InRange(Enumerable.Range(0, 1_000).Count(i => ours.Variant("a", new EvaluationContext($"user-{i}")) == "A"), 90, 160);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>The dice are thrown at every evaluation, by theirs and by us.</summary>
    [Fact]
    public void The_percentage_filter_is_as_fickle_as_theirs()
    {
        using var ours = Host.Of(Translate("{'feature_management':{'feature_flags':[{'id':'a','enabled':true,'conditions':{'client_filters':[{'name':'Microsoft.Percentage','parameters':{'Value':30}}]}}]}}").Definitions);
        var context = new EvaluationContext("adam");
        Assert.InRange(Enumerable.Range(0, 4_000).Count(_ => ours.Flags.Evaluate("a", context).IsEnabled), 1_050, 1_350);
    }

    private static ForeignTranslation Translate(string json) => ForeignFlags.Translate(ForeignFormat.Microsoft, new DefinitionFile("flags.json", Encoding.UTF8.GetBytes(json.Replace('\'', '"'))));
}
