using Microsoft.Extensions.Time.Testing;
using Progressive.State;

namespace Progressive.Redis.Tests;

public sealed class OutageLogTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLogger _logger = new();

    [Fact]
    public void An_outage_is_told_when_it_begins_and_when_it_is_over()
    {
        var outage = new RedisOutage(_logger, _time);
        for (var n = 0; n < 100; n++)
        {
            outage.Failed(new StateStoreException("PRG0370", "PRG0370: gone"));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([370], _logger.Entries.Select(static entry => entry.Id.Id));
        _time.Advance(RedisOutage.Quiet);
        outage.Succeeded();
        outage.Succeeded();
        Assert.Equal([370, 371], _logger.Entries.Select(static entry => entry.Id.Id));
        Assert.Contains("for 99.0 s, 100 of them", _logger.Entries[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_that_work_in_between_do_not_end_it()
    {
        var outage = new RedisOutage(_logger, _time);
        for (var n = 0; n < 100; n++)
        {
            outage.Failed(new StateStoreException("PRG0373", "PRG0373: full"));
            outage.Succeeded();
            _time.Advance(TimeSpan.FromSeconds(1));
            outage.Succeeded();
        }

        Assert.Single(_logger.Entries);
    }
}
