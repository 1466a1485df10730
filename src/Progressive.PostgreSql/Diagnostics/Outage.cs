using Microsoft.Extensions.Logging;
using Progressive.State;

namespace Progressive.PostgreSql.Diagnostics;

/// <summary>
/// Whether the server answers at present: one line when it stops to, one when it does again. A refusal (a missing right, a server that only reads) is an answer, and
/// no outage: what is refused would alternate with what is not, and fill the log.
/// </summary>
internal sealed class Outage(string store, TimeProvider time, ILogger logger)
{
    private readonly Lock _sync = new();
    private bool _isOut;
    private long _since;

    public bool IsOn
    {
        get
        {
            lock (_sync)
            {
                return _isOut;
            }
        }
    }

    public void Failed(StateStoreException e)
    {
        if (e.Code is not (ErrorCodes.Unreachable or ErrorCodes.TimedOut or ErrorCodes.Exhausted))
        {
            return;
        }

        lock (_sync)
        {
            if (_isOut)
            {
                return;
            }

            (_isOut, _since) = (true, time.GetTimestamp());
        }

        PostgreSqlLog.OutageBegan(logger, store, e.Message);
    }

    public void Succeeded()
    {
        TimeSpan lasted;
        lock (_sync)
        {
            if (!_isOut)
            {
                return;
            }

            _isOut = false;
            lasted = time.GetElapsedTime(_since);
        }

        PostgreSqlLog.OutageEnded(logger, store, lasted.TotalSeconds);
    }
}
