using StackExchange.Redis;

namespace Progressive.Redis;

/// <summary>A transaction whose commands are looked at after it: the server carries out the others when one fails, and the client calls that a success.</summary>
internal sealed class RedisTransaction(RedisLink link)
{
    private readonly ITransaction _transaction = link.Database.CreateTransaction();
    private readonly List<Task> _commands = [];

    /// <summary>Only while the field is as it was read.</summary>
    internal void Require(RedisKey key, RedisValue field, RedisValue value) =>
        _transaction.AddCondition(value.IsNull ? Condition.HashNotExists(key, field) : Condition.HashEqual(key, field, value));

    internal void Add(Func<ITransaction, Task> command) => _commands.Add(command(_transaction));

    /// <returns><see langword="false"/>: a condition did not hold, nothing was done.</returns>
    internal async Task<bool> ExecuteAsync()
    {
        try
        {
            if (!await _transaction.ExecuteAsync().ConfigureAwait(false))
            {
                Ignore();
                return false;
            }
        }
        catch (RedisServerException e) when (e.Message.StartsWith("EXECABORT", StringComparison.Ordinal) && Cause() is { } cause)
        {
            throw cause;
        }
        catch
        {
            Ignore();
            throw;
        }

        await Task.WhenAll(_commands).ConfigureAwait(false);
        return true;
    }

    /// <summary>A transaction is called off because of a command, and it is the command that says why.</summary>
    private RedisServerException? Cause() => _commands.Select(static command => command.Exception?.InnerException).OfType<RedisServerException>()
        .FirstOrDefault(static e => !e.Message.StartsWith("EXECABORT", StringComparison.Ordinal));

    private void Ignore()
    {
        foreach (var command in _commands)
        {
            _ = command.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
