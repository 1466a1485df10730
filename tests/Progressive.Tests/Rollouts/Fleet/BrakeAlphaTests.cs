using CsCheck;
using Progressive.Rollouts.Fleet;
using Xunit;

namespace Progressive.Tests.Rollouts.Fleet;

public sealed class BrakeAlphaTests
{
    [Fact]
    public void All_brakes_there_can_ever_be_and_the_judge_spend_alpha()
    {
        var spent = BrakeAlpha.OfJudge(0.01);
        for (var place = 1; place < 1 << 20; place++)
        {
            spent += BrakeAlpha.Of(0.01, place);
        }

        // What is left after twenty doublings is a twenty-first of the brakes' half.
        Assert.Equal(0.01 - (0.005 / 21), spent, 1e-9);
    }

    [Fact]
    public void No_place_gets_more_than_one_before_it() =>
        Gen.Long[1, long.MaxValue - 1].Sample(static place => BrakeAlpha.Of(0.01, place + 1) <= BrakeAlpha.Of(0.01, place) && BrakeAlpha.Of(0.01, place) > 0);

    [Theory]
    [InlineData(1, 0.25)]
    [InlineData(2, 1.0 / 24)]
    [InlineData(3, 1.0 / 24)]
    [InlineData(4, 1.0 / 96)]
    [InlineData(7, 1.0 / 96)]
    [InlineData(200, 1.0 / 2 / 72 / 128)]
    public void The_first_processes_get_the_most(long place, double share) => Assert.Equal(share, BrakeAlpha.Of(1, place), 1e-12);

    [Fact]
    public void There_is_no_place_before_the_first() => Assert.Throws<ArgumentOutOfRangeException>(static () => BrakeAlpha.Of(0.01, 0));
}
