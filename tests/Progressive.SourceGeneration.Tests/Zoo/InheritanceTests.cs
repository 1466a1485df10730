using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Progressive.SourceGeneration.Tests.Zoo;

public sealed class InheritanceTests
{
    public interface INamed
    {
        string Name { get; }

        string Describe() => $"I am {Name}";
    }

    public interface INumbered
    {
        int Name { get; }

        string this[int index] { get; }
    }

    public interface IBoth : INamed, INumbered, IReadOnlyList<string>, IDisposable, IAsyncDisposable
    {
        new string Name { get; }

        string Twice(string text) => text + text + Hidden();

        string INamed.Describe() => $"both: {Name}";

        sealed string Fixed() => Twice("f");

        private string Hidden() => "";
    }

    [Fact]
    public void Inherited_colliding_and_default_members_reach_the_implementation()
    {
        var stable = new Thing("stable");
        var candidate = new Thing("candidate");
        using var routed = new Routed<IBoth>(stable, b => b.AddVariants<IBoth>("zoo", v => v.Candidate(_ => candidate, "1")));
        var both = routed.Candidate().Service;
        Assert.Equal("candidate", both.Name);
        Assert.Equal("named candidate", ((INamed)both).Name);
        Assert.Equal(9, ((INumbered)both).Name);
        Assert.Equal("n3", ((INumbered)both)[3]);
        Assert.Equal("l3", ((IReadOnlyList<string>)both)[3]);
        Assert.Equal("both: candidate", ((INamed)both).Describe());
        Assert.Equal("overridden x", both.Twice("x"));
        Assert.Equal("overridden f", both.Fixed());
        Assert.Equal(["a", "b"], both);
        Assert.Equal(2, both.Count);
    }

    [Fact]
    public void Properties_are_routed_but_are_no_calls()
    {
        using var routed = new Routed<IBoth>(new Thing("stable"), b => b.AddVariants<IBoth>("zoo", v => v.Candidate(_ => new Thing("candidate"), "1")));
        Assert.Equal("candidate", routed.Candidate().Service.Name);
        Assert.Equal("stable", routed.Stable().Service.Name);
        Assert.Equal((0, 0), (routed.Flag.Candidate.Started, routed.Flag.Stable.Started));
    }

    [Fact]
    public async Task Disposing_the_proxy_is_the_containers_business()
    {
        var stable = new Thing("stable");
        using var routed = new Routed<IBoth>(stable, b => b.AddVariants<IBoth>("zoo", v => v.Candidate<Thing>("1")));
        routed.Stable().Service.Dispose();
        await routed.Service.DisposeAsync();
        Assert.Equal(0, stable.Disposals);
    }

    [Fact]
    public void Interfaces_of_other_assemblies_and_internal_ones_are_routed()
    {
        using var foreign = new Routed<IEqualityComparer<string>>(
            StringComparer.Ordinal,
            b => b.AddVariants<IEqualityComparer<string>>("zoo", v => v.Candidate(_ => StringComparer.OrdinalIgnoreCase, "1")));
        Assert.False(foreign.Stable().Service.Equals("A", "a"));
        Assert.True(foreign.Candidate().Service.Equals("A", "a"));

        using var hidden = new Routed<IHidden<int>>(new Hidden(1), b => b.AddVariants<IHidden<int>>("zoo", v => v.Candidate(_ => new Hidden(2), "1")));
        Assert.Equal(2, hidden.Candidate().Service.Get());
    }

    internal interface IHidden<out TValue>
    {
        TValue Get();
    }

    internal sealed class Hidden(int value) : IHidden<int>
    {
        public int Get() => value;
    }

    public sealed class Thing(string name) : IBoth
    {
        public Thing()
            : this("made")
        {
        }

        public int Disposals { get; private set; }

        public string Name => name;

        string INamed.Name => "named " + name;

        int INumbered.Name => 9;

        public int Count => 2;

        string INumbered.this[int index] => $"n{index}";

        public string this[int index] => $"l{index}";

        public string Twice(string text) => "overridden " + text;

        public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)["a", "b"]).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

        public void Dispose() => Disposals++;

        public ValueTask DisposeAsync()
        {
            Disposals++;
            return default;
        }
    }
}
