namespace Progressive.AspNetCore.Tests;

/// <summary>Contexts that fill themselves while they are read.</summary>
public sealed class DeferredContextTests
{
    [Fact]
    public void The_key_and_each_attribute_are_found_once_when_they_are_first_read()
    {
        var source = new Source();
        var context = EvaluationContext.From(source);
        Assert.Equal("", source.Asked);

        Assert.Equal("k", context.TargetingKey);
        Assert.Equal("k", context.TargetingKey);
        Assert.Equal("key", source.Asked);

        Assert.Equal("a", context["tenant"].ToString());
        Assert.Equal("a", context["TENANT"].ToString());
        Assert.Equal("", context["none"].ToString());
        Assert.Equal("", context["none"].ToString());
        Assert.Equal("key tenant none", source.Asked);
    }

    [Fact]
    public void What_a_source_does_not_know_yet_is_asked_again()
    {
        var source = new Source();
        var context = EvaluationContext.From(source);
        Assert.Equal("", context["late"].ToString());

        source.Late = "here";

        Assert.Equal("here", context["late"].ToString());
        Assert.Equal("late late", source.Asked);
    }

    [Fact]
    public void What_code_sets_wins_over_the_source_before_and_after_it_was_asked()
    {
        var source = new Source();
        var context = EvaluationContext.From(source);
        context["tenant"] = "mine";
        Assert.Equal("mine", context["tenant"].ToString());
        Assert.Equal("", source.Asked);

        Assert.Equal("b", context["last"].ToString());
        context["last"] = "changed";
        Assert.Equal("changed", context["last"].ToString());
    }

    [Fact]
    public void A_source_may_set_attributes_while_it_is_asked_and_they_win()
    {
        var source = new Setting();
        var context = source.Target = EvaluationContext.From(source);

        Assert.Equal("set", context["a"].ToString());
        Assert.Equal("set too", context["b"].ToString());
    }

    [Fact]
    public void Many_threads_see_the_whole_of_it_and_ask_once()
    {
        string[] names = ["tenant", "last", "one", "two", "three", "four", "five"];
        for (var round = 0; round < 200; round++)
        {
            var source = new Source();
            var context = EvaluationContext.From(source);
            Parallel.For(0, 8, thread =>
            {
                Assert.Equal("k", context.TargetingKey);
                for (var i = 0; i < names.Length; i++)
                {
                    var name = names[(i + thread) % names.Length];
                    Assert.Equal(Source.ValueOf(name), context[name].ToString());
                }
            });
            Assert.Equal(names.Length + 1, source.Asked.Split(' ').Distinct().Count());
            Assert.Equal(names.Length + 1, source.Asked.Split(' ').Length);
        }
    }

    private sealed class Source : IEvaluationContextSource
    {
        private readonly List<string> _asked = [];

        public string Asked => string.Join(' ', _asked);

        public string? Late { get; set; }

        public static string? ValueOf(string name) => name switch
        {
            "tenant" => "a",
            "last" => "b",
            "none" => null,
            _ => name,
        };

        public string? FindTargetingKey()
        {
            _asked.Add("key");
            return "k";
        }

        public bool TryFindAttribute(string name, out AttributeValue value)
        {
            _asked.Add(name.ToLowerInvariant());
            value = name == "late" ? Late : ValueOf(name);
            return name != "late" || Late is not null;
        }
    }

    private sealed class Setting : IEvaluationContextSource
    {
        public EvaluationContext? Target { get; set; }

        public string? FindTargetingKey() => null;

        public bool TryFindAttribute(string name, out AttributeValue value)
        {
            Target!["a"] = "set";
            Target["b"] = "set too";
            value = "found";
            return true;
        }
    }
}
