using StackExchange.Redis;

namespace Progressive.Redis;

/// <summary>A transaction whose commands are looked at after it: the server carries out the others when one fails, and the client calls that a success.</summary>
internal sealed class RedisTransaction(RedisLink link)
{
    /// <summary>Why a transaction was called off comes before the news that it was, or hardly later.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);

    private readonly Task<string> _error = link.NextError;
    private readonly ITransaction _transaction = link.Database.CreateTransaction();
    private readonly List<Task> _commands = [];

    /// <summary>Only while the field is as it was read.</summary>
    internal void Require(RedisKey key, RedisValue field, RedisValue value) =>
        _transaction.AddCondition(value.IsNull ? Condition.HashNotExists(key, field) : Condition.HashEqual(key, field, value));

    internal void Add(Func<ITransaction, Task> command) => _commands.Add(command(_transaction));

    /// <returns><see langword="false"/>: a condition did not hold, nothing was done.</returns>
    internal async Task<bool> ExecuteAsync()
    {
        bool held;
        try
        {
            held = await _transaction.ExecuteAsync().ConfigureAwait(false);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("EXECABORT", StringComparison.Ordinal) || e.Message.StartsWith("ERR EXEC", StringComparison.Ordinal))
        {
            Ignore();
            await WaitForErrorAsync().ConfigureAwait(false);
            if (_error.IsCompleted)
            {
                throw new RedisServerException(await _error.ConfigureAwait(false));
            }

            throw;
        }
        catch
        {
            Ignore();
            throw;
        }

        if (_error.IsCompleted && await _error.ConfigureAwait(false) is var error && RedisFailures.DeniesTransactions(error))
        {
            Ignore();
            throw new RedisServerException(error);
        }

        if (held)
        {
            await Task.WhenAll(_commands).ConfigureAwait(false);
        }
        else
        {
            Ignore();
        }

        return held;
    }

    /// <summary>Waits for an error that the client does not tie to the transaction: that of <c>WATCH</c>, for one.</summary>
    private async Task WaitForErrorAsync()
    {
        await Task.WhenAny(_error, Task.Delay(s_patience, TimeProvider.System)).ConfigureAwait(false);
    }

    internal async Task ThrowIfDeniedAsync()
    {
        await WaitForErrorAsync().ConfigureAwait(false);
        if (_error.IsCompleted && await _error.ConfigureAwait(false) is var error && RedisFailures.DeniesTransactions(error))
        {
            throw new RedisServerException(error);
        }
    }

    private void Ignore()
    {
        foreach (var command in _commands)
        {
            _ = command.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
