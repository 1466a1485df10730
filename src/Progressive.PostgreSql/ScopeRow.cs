using System.Security.Cryptography;
using static Progressive.PostgreSql.BatchExtensions;

namespace Progressive.PostgreSql;

/// <summary>The row that a scope is: its generation is made with it, by whoever needs it first, and ends with it.</summary>
internal sealed class ScopeRow(string name, Database database, StatementTexts texts)
{
    public string Name => name;

    /// <summary>Does what needs the row. Where there is none it does nothing, the row is made, and it is done again; all of it in the time of one operation.</summary>
    /// <param name="work">Null: there was no row.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public ValueTask<T> WithAsync<T>(Func<CancellationToken, ValueTask<T?>> work, CancellationToken cancellationToken)
        where T : class => database.WithinAsync(
            async token =>
            {
                // It can be deleted again at any time; but more often than that would be a quarrel.
                for (var attempt = 0; attempt < 3; attempt++)
                {
                    if (await work(token).ConfigureAwait(false) is { } done)
                    {
                        return done;
                    }

                    var generation = RandomNumberGenerator.GetHexString(16, lowercase: true);
                    await database.RunAsync(batch => batch.Add(texts.MakeScope, Text(name), Text(generation)), token).ConfigureAwait(false);
                }

                throw database.Errors.ContentInvalid($"no row of scope '{name}', however often it is made");
            },
            cancellationToken);
}
