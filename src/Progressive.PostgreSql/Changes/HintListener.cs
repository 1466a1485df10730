using System.Security.Cryptography;
using Npgsql;

namespace Progressive.PostgreSql.Changes;

/// <summary>
/// Listens on a connection of its own, and tests that it hears: a pooler of transactions lets LISTEN succeed and every notification vanish, and a connection whose other end is gone is
/// as silent as a good one. So the process says something to itself, by the way that writers take, and expects to hear it.
/// </summary>
internal sealed class HintListener(NpgsqlDataSource source, Database database, StatementTexts texts, HintTiming timing, TimeProvider time)
{
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(250);

    // A connection whose other end is gone is mended by another one; a pooler is not, but may be left out one day.
    private const int ReconnectEvery = 10;

    private string? _nonce;
    private int _unheard;

    /// <summary>Something was said on the channel, other than by a test.</summary>
    public required Action<string> Heard { get; init; }

    /// <summary>From now on it is listened; false: for the first time.</summary>
    public required Action<bool> Listening { get; init; }

    /// <summary>Whether hints are heard: null, or why they are not.</summary>
    public required Action<string?> Verdict { get; init; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        var isAgain = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    Listening(isAgain);
                    (isAgain, failures) = (true, 0);
                    await ListenAsync(connection, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // The first failure is often the end of a connection, and the next attempt mends it.
                if (++failures > 1)
                {
                    Verdict(database.Errors.Translate(e).Message);
                }
            }
            catch (Exception)
            {
                return;
            }

            if (failures > 0)
            {
                var pause = s_shortestPause * (1 << Math.Min(failures - 1, 5));
                await Task.Delay(HintTiming.Spread(pause < timing.LongestPause ? pause : timing.LongestPause), time, cancellationToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(timing.Connect, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using var apart = AmbientTransaction.StandApart();
        var connection = await source.OpenConnectionAsync(limit.Token).ConfigureAwait(false);
        try
        {
            connection.Notification += OnNotification;
            var command = new NpgsqlCommand(texts.Listen, connection);
            await using (command.ConfigureAwait(false))
            {
                await command.ExecuteNonQueryAsync(limit.Token).ConfigureAwait(false);
            }

            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <returns>When a test was not heard and another connection may mend it; otherwise it ends by throwing.</returns>
    private async Task ListenAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await IsHeardAsync(connection, cancellationToken).ConfigureAwait(false) is { } isHeard)
            {
                _unheard = isHeard ? 0 : _unheard + 1;
                Verdict(isHeard ? null : $"what this process says to itself does not come back within {timing.Patience.TotalSeconds:0.###} s");
                if (_unheard % ReconnectEvery == 1)
                {
                    return;
                }
            }

            await WaitAsync(connection, timing.TestEvery, untilNonce: false, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>Null when nothing could be said, which tells nothing about hearing.</returns>
    private async Task<bool?> IsHeardAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var nonce = $"test {RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        Volatile.Write(ref _nonce, nonce);
        try
        {
            await database.RunAsync(batch => batch.Add(texts.Notify, BatchExtensions.Text(nonce)), cancellationToken).ConfigureAwait(false);
        }
        catch (State.StateStoreException)
        {
            return null;
        }

        await WaitAsync(connection, timing.Patience, untilNonce: true, cancellationToken).ConfigureAwait(false);
        return Volatile.Read(ref _nonce) is null;
    }

    private async Task WaitAsync(NpgsqlConnection connection, TimeSpan period, bool untilNonce, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (period - time.GetElapsedTime(start) is { Ticks: > 0 } rest && !(untilNonce && Volatile.Read(ref _nonce) is null))
        {
            // Shorter waits are none: zero would wait without an end.
            await connection.WaitAsync(rest > TimeSpan.FromMilliseconds(1) ? rest : TimeSpan.FromMilliseconds(1), cancellationToken).ConfigureAwait(false);
        }
    }

    private void OnNotification(object sender, NpgsqlNotificationEventArgs said)
    {
        if (said.Channel != texts.Channel)
        {
            return;
        }

        var nonce = Volatile.Read(ref _nonce);
        if (nonce is not null && said.Payload == nonce)
        {
            Volatile.Write(ref _nonce, null);
        }
        else
        {
            Heard(said.Payload);
        }
    }
}
