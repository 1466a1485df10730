using Progressive.Metrics;
using Xunit;

namespace Progressive.Tests.Metrics;

public sealed class MeasureRingTests : IDisposable
{
    private readonly List<MeasureRing> _closed = [];
    private readonly MeasureRing _ring;

    public MeasureRingTests() => _ring = new MeasureRing(_closed.Add);

    public void Dispose() => _ring.Dispose();

    [Fact]
    public void Values_come_out_in_the_order_they_went_in_and_once()
    {
        for (var i = 0; i < 10; i++)
        {
            _ring.Write(i);
        }

        Assert.Equal([0, 1, 2, 3], Drain(4));
        _ring.Write(10);
        Assert.Equal([4, 5, 6, 7, 8, 9, 10], Drain(100));
        Assert.Empty(Drain(100));
    }

    [Fact]
    public void It_goes_round_for_ever()
    {
        var expected = 0.0;
        for (var round = 0; round < 5; round++)
        {
            for (var i = 0; i < MeasureRing.Capacity - 7; i++)
            {
                _ring.Write((round * 10_000) + i);
            }

            expected = round * 10_000;
            foreach (var value in Drain(MeasureRing.Capacity))
            {
                Assert.Equal(expected++, value);
            }
        }

        Assert.Equal(0, _ring.Dropped);
    }

    [Fact]
    public void What_comes_faster_than_it_is_read_is_dropped_and_counted_and_what_was_there_stays()
    {
        for (var i = 0; i < MeasureRing.Capacity + 5; i++)
        {
            _ring.Write(i);
        }

        Assert.Equal(5, _ring.Dropped);
        var values = Drain(MeasureRing.Capacity * 2);
        Assert.Equal(MeasureRing.Capacity, values.Length);
        Assert.Equal((0, MeasureRing.Capacity - 1), (values[0], values[^1]));
    }

    [Fact]
    public void Many_writers_and_a_reader_lose_nothing_but_what_was_dropped()
    {
        const int Writers = 4;
        const int Each = 50_000;
        var sum = 0.0;
        var count = 0L;
        var writing = Writers;
        var threads = Enumerable.Range(0, Writers).Select(_ => new Thread(() =>
        {
            for (var i = 1; i <= Each; i++)
            {
                _ring.Write(1);
            }

            Interlocked.Decrement(ref writing);
        })).ToArray();
        Array.ForEach(threads, t => t.Start());
        var buffer = new double[512];
        while (true)
        {
            var isLast = Volatile.Read(ref writing) == 0;
            int read;
            while ((read = _ring.Drain(buffer)) > 0)
            {
                count += read;
                sum += buffer.AsSpan(0, read).ToArray().Sum();
            }

            if (isLast)
            {
                break;
            }
        }

        Assert.Equal(Writers * Each, count + _ring.Dropped);
        Assert.Equal(count, sum);
    }

    [Fact]
    public void Closing_says_so()
    {
        _ring.Dispose();
        Assert.Equal([_ring], _closed);
    }

    private double[] Drain(int most)
    {
        var buffer = new double[most];
        return buffer[.._ring.Drain(buffer)];
    }
}
