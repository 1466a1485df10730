using Xunit;

namespace Progressive.Tests;

public sealed class EvaluationContextTests
{
    [Fact]
    public void An_empty_key_is_no_key()
    {
        Assert.Null(new EvaluationContext().TargetingKey);
        Assert.Null(new EvaluationContext("").TargetingKey);
        Assert.Equal(" ", new EvaluationContext(" ").TargetingKey);
    }

    [Fact]
    public void Attributes_are_found_ignoring_case_and_replaced_in_place()
    {
        var context = new EvaluationContext("user-1");
        for (var i = 0; i < 20; i++)
        {
            context[$"name{i}"] = i;
        }

        context["NAME7"] = "seven";
        Assert.Equal<AttributeValue>("seven", context["name7"]);
        Assert.Equal<AttributeValue>(19, context["Name19"]);
        Assert.Equal(default, context["other"]);
        Assert.Throws<ArgumentException>(() => context[""] = 1);
    }

    [Fact]
    public void An_attribute_set_to_nothing_is_not_there()
    {
        var context = new EvaluationContext { ["a"] = "x" };
        context["a"] = (string?)null;
        Assert.False(context.TryGet("a", out _));
    }

    [Fact]
    public async Task Entering_follows_the_flow_nests_and_ends()
    {
        var cancellation = TestContext.Current.CancellationToken;
        Assert.Null(EvaluationContext.Current);
        var (outer, inner) = (new EvaluationContext("outer"), new EvaluationContext("inner"));
        using (EvaluationContext.Enter(outer))
        {
            await Task.Yield();
            Assert.Same(outer, EvaluationContext.Current);
            using (EvaluationContext.Enter(inner))
            {
                Assert.Same(inner, await Task.Run(() => EvaluationContext.Current, cancellation));
            }

            Assert.Same(outer, EvaluationContext.Current);
            await EnterWithoutLeaving(inner);
            Assert.Same(outer, EvaluationContext.Current);
        }

        Assert.Null(EvaluationContext.Current);
        Assert.Throws<ArgumentNullException>(() => EvaluationContext.Enter(null!));
    }

    [Fact]
    public void An_inner_context_has_what_it_does_not_set_from_the_outer_one()
    {
        var outer = new EvaluationContext("k") { ["tenant"] = "a", ["last"] = "b" };
        var scope = outer.Scope = new object();
        var choices = outer.Choices = new NoChoices();
        var inner = new EvaluationContext("mine", inherit: outer) { ["tenant"] = "other" };
        var keyless = new EvaluationContext(null, inherit: outer);

        Assert.Equal(("mine", "k"), (inner.TargetingKey, keyless.TargetingKey));
        Assert.Equal(("other", "a"), (inner["tenant"].ToString(), keyless["TENANT"].ToString()));
        Assert.Equal(("b", "b"), (inner["last"].ToString(), keyless["last"].ToString()));
        Assert.Equal(default, inner["none"]);
        Assert.Same(scope, inner.Scope);
        Assert.Same(choices, inner.Choices);
        Assert.Equal("a", outer["tenant"].ToString());
        Assert.Equal("alone", new EvaluationContext("alone", inherit: null).TargetingKey);
    }

    private static async Task EnterWithoutLeaving(EvaluationContext context)
    {
        EvaluationContext.Enter(context);
        await Task.Yield();
        Assert.Same(context, EvaluationContext.Current);
    }

    private sealed class NoChoices : VariantChoices
    {
        public override VariantChoice? Find(string flag) => null;
    }
}
