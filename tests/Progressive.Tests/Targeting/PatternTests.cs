using Progressive.Flags;
using Progressive.Flags.Rules;
using Xunit;

namespace Progressive.Tests.Targeting;

public sealed class PatternTests
{
    [Theory]
    [InlineData("(a)\\\\1", "not supported")]
    [InlineData("a(?=b)", "not supported")]
    [InlineData("(?<!a)b", "not supported")]
    [InlineData("(?>a+)b", "not supported")]
    [InlineData("(", "no pattern")]
    [InlineData("a{2,1}", "no pattern")]
    [InlineData("((a{1,1000}){1,1000}){1,1000}", "no pattern")]
    [InlineData("(a{1000}){1000}", "no pattern")]
    public void Refuses_what_could_be_slow_or_cannot_be_read(string pattern, string words)
    {
        var problem = Assert.Single(Read.Problems($"{{'x':{{'matches':['ok','{pattern}']}}}}"));
        Assert.Equal("PRG0049", problem.Code);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_has_256_characters_at_most()
    {
        Assert.True(Read.Holds($"{{'x':{{'matches':'^{new string('a', 254)}$'}}}}", $"'{new string('a', 254)}'"));
        Assert.Contains("has 257 characters, and 256 are the most", Assert.Single(Read.Problems($"{{'x':{{'matches':'{new string('a', 257)}'}}}}")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("^(a|a)*$")]
    [InlineData("^(([a-z])+.)+[A-Z]([a-z])+$")]
    public void What_makes_others_backtrack_for_ever_is_answered(string pattern)
    {
        var condition = Read.Condition($"{{'x':{{'matches':'{pattern}'}}}}");

        // With backtracking each of these takes 2^8191 steps; the suite would not end.
        Assert.False(condition.Matches(new Asker(FlagSnapshot.Empty, new EvaluationContext { ["x"] = new string('a', 8_191) + "!" })));
    }

    /// <summary>An automaton need not backtrack to be slow: without an end the first of these takes minutes for a text of 256 characters.</summary>
    [Theory]
    [InlineData("([ab]{0,90}a){90}")]
    [InlineData("([ab]*a[ab]{500}){3}c")]
    public void A_pattern_that_takes_too_long_matches_nothing(string pattern)
    {
        var random = new SplitMix64(1);
        var text = string.Concat(Enumerable.Range(0, 8_192).Select(_ => random.Next() % 2 == 0 ? 'a' : 'b'));
        Assert.False(Read.Condition($"{{'x':{{'matches':['{pattern}','^']}}}}").Matches(new Asker(FlagSnapshot.Empty, new EvaluationContext { ["x"] = text })));
    }

    [Fact]
    public void Texts_of_more_than_8192_characters_match_nothing()
    {
        var condition = Read.Condition("{'x':{'matches':'^a'}}");
        Assert.True(condition.Matches(new Asker(FlagSnapshot.Empty, new EvaluationContext { ["x"] = new string('a', 8_192) })));
        Assert.False(condition.Matches(new Asker(FlagSnapshot.Empty, new EvaluationContext { ["x"] = new string('a', 8_193) })));
        Assert.False(condition.Matches(new Asker(FlagSnapshot.Empty, new EvaluationContext { ["x"] = new string('a', 100_000) })));
    }
}
