using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Progressive.SourceGeneration.Tests.Zoo;

public sealed class SyncMemberTests : IDisposable
{
    private readonly SyncZoo _stable = new("stable");
    private readonly SyncZoo _candidate = new("candidate");
    private readonly Routed<ISyncZoo> _zoo;

    public SyncMemberTests() => _zoo = new(_stable, b => b.AddVariants<ISyncZoo>("zoo", v => v.Candidate(_ => _candidate, "1")));

    public void Dispose() => _zoo.Dispose();

    [Fact]
    public void The_flag_decides_call_by_call()
    {
        var zoo = _zoo.Service;
        zoo.Do("before anybody was sent anywhere");
        _zoo.Candidate();
        zoo.Do("on the candidate");
        _zoo.Stable();
        zoo.Do("back");
        Assert.Equal(["before anybody was sent anywhere", "back"], _stable.Done);
        Assert.Equal(["on the candidate"], _candidate.Done);
        Assert.Equal((1, 2), (_zoo.Flag.Candidate.Ok, _zoo.Flag.Stable.Ok));
    }

    [Fact]
    public void Arguments_and_results_pass_in_every_form()
    {
        var zoo = _zoo.Candidate().Service;
        Assert.Equal(42, zoo.Add(2));
        Assert.True(zoo.TryParse("12", out var parsed));
        Assert.Equal(12, parsed);
        Assert.True(zoo.TryFind("name", out var name));
        Assert.Equal("candidate", name);
        var (a, b) = (1, 2);
        zoo.Swap(ref a, ref b);
        Assert.Equal((2, 1), (a, b));
        long left = 3, right = 4;
        Assert.Equal(7, zoo.Sum(in left, in right));
        Assert.Equal(3, zoo.Count("x", "y", "z"));
        Assert.Equal(6, zoo.Total(1, 2, 3));
        Assert.Equal("x", zoo.Trim(" x ").ToString());
        Span<byte> bytes = stackalloc byte[2];
        zoo.Fill(bytes);
        Assert.Equal(7, bytes[1]);
        zoo.Reset(ref a);
        Assert.Equal(0, a);
        var cursor = new ISyncZoo.Cursor { Position = 1 };
        zoo.Move(ref cursor);
        Assert.Equal(2, cursor.Position);
        Assert.Equal("candidate 5", zoo.Find<int, string>(5));
        Assert.Equal(0, zoo.First<int>([]));
        Assert.Null(zoo.First<string>([]));
        Assert.Equal(1.5, zoo.Maybe(1.5));
        Assert.Empty(zoo.Made<List<int>>());
        Assert.Equal("Span`1", zoo.Shape(bytes));
        Assert.Equal("1234", zoo.@class("1", "2", "3", "4"));
        Assert.Equal("n", zoo.Both((1, "n")).Name);
        Assert.Equal(3, (int)zoo.Anything(3));
        Assert.Equal(20, _zoo.Flag.Candidate.Ok);
        Assert.Equal(0, _zoo.Flag.Stable.Started);
    }

    [Fact]
    public void An_obsolete_member_is_routed_and_stays_obsolete_for_callers()
    {
        var old = typeof(ISyncZoo).GetMethod(nameof(ISyncZoo.Old), BindingFlags.Public | BindingFlags.Instance)!;
        old.Invoke(_zoo.Candidate().Service, null);
        Assert.Equal(["old"], _candidate.Done);
    }

    [Fact]
    public void A_synchronous_call_allocates_nothing()
    {
        var zoo = _zoo.Candidate().Service;
        Assert.Equal(0, Allocated(zoo));
        _zoo.Stable();
        Assert.Equal(0, Allocated(zoo));
    }

    private static long Allocated(ISyncZoo zoo)
    {
        long Round()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                zoo.Add(i);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // A thread that moves to another processor finds a stripe of counters to make there, once.
        return Enumerable.Range(0, 10).Min(_ => Round());
    }
}
