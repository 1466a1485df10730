namespace Progressive.AspNetCore.Tests;

/// <summary>Contexts that fill themselves when they are read.</summary>
public sealed class DeferredContextTests
{
    [Fact]
    public void Each_half_is_found_once_when_it_is_first_read()
    {
        var source = new Source();
        var context = EvaluationContext.From(source);
        Assert.Equal((0, 0), (source.Keys, source.Attributes));

        Assert.Equal("k", context.TargetingKey);
        Assert.Equal("k", context.TargetingKey);
        Assert.Equal((1, 0), (source.Keys, source.Attributes));

        Assert.Equal("a", context["tenant"].ToString());
        Assert.Equal("", context["other"].ToString());
        Assert.Equal((1, 1), (source.Keys, source.Attributes));
    }

    [Fact]
    public void Many_threads_see_the_whole_of_it()
    {
        for (var round = 0; round < 200; round++)
        {
            var source = new Source();
            var context = EvaluationContext.From(source);
            Parallel.For(0, 8, _ =>
            {
                Assert.Equal("k", context.TargetingKey);
                Assert.Equal("a", context["tenant"].ToString());
                Assert.Equal("b", context["last"].ToString());
            });
            Assert.Equal((1, 1), (source.Keys, source.Attributes));
        }
    }

    private sealed class Source : IEvaluationContextSource
    {
        public int Keys { get; private set; }

        public int Attributes { get; private set; }

        public string? FindTargetingKey()
        {
            Keys++;
            return "k";
        }

        public void FindAttributes(EvaluationContext context)
        {
            Attributes++;
            context["tenant"] = "a";
            Assert.Equal("a", context["tenant"].ToString());
            context["last"] = "b";
        }
    }
}
