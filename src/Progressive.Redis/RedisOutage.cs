using Microsoft.Extensions.Logging;
using Progressive.State;

namespace Progressive.Redis;

/// <summary>
/// Tells of an outage once when it begins and once when it is over, however many calls fail in between. Where some calls work and others do not, as with a server
/// that is full, it is over when none has failed for a while.
/// </summary>
internal sealed class RedisOutage(ILogger logger, TimeProvider time)
{
    internal static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    private readonly Lock _sync = new();
    private bool _isOut;
    private long _began;
    private long _failed;
    private long _failures;

    internal void Failed(StateStoreException failure)
    {
        lock (_sync)
        {
            _failed = time.GetTimestamp();
            _failures++;
            if (_isOut)
            {
                return;
            }

            _isOut = true;
            _began = _failed;
            _failures = 1;
        }

        RedisLog.Out(logger, failure.Message);
    }

    internal void Succeeded()
    {
        if (!Volatile.Read(ref _isOut))
        {
            return;
        }

        double seconds;
        long failures;
        lock (_sync)
        {
            if (!_isOut || time.GetElapsedTime(_failed) < Quiet)
            {
                return;
            }

            _isOut = false;
            seconds = time.GetElapsedTime(_began, _failed).TotalSeconds;
            failures = _failures;
        }

        RedisLog.Over(logger, seconds, failures);
    }
}
