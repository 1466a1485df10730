using Npgsql;
using static Progressive.PostgreSql.BatchExtensions;

namespace Progressive.PostgreSql.Changes;

/// <summary>Asks for versions without contents.</summary>
internal sealed class VersionReader(Database database, ScopeRow scope, StatementTexts texts)
{
    /// <summary>Generation and version of the scope; null when there is none.</summary>
    public ValueTask<(string Generation, long Version)?> PositionAsync(CancellationToken cancellationToken) => database.RunAsync<(string, long)?>(
        batch => batch.Add(texts.Position, Text(scope.Name)),
        static async (reader, token) => await reader.ReadAsync(token).ConfigureAwait(false) ? (reader.GetString(0), reader.GetInt64(1)) : null,
        cancellationToken);

    public ValueTask<VersionReading> ReadAsync(CancellationToken cancellationToken) =>
        scope.WithAsync(token => database.RunAsync(batch => batch.Add(texts.Versions, Text(scope.Name)), ReadAsync, token), cancellationToken);

    private static async Task<VersionReading?> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        (string Generation, long Version)? position = null;
        var keys = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            position ??= (reader.GetString(0), reader.GetInt64(1));

            // Who is told of a key asks for it, and must be able to: a name that is no key is for the reading of all records to complain about.
            if (!reader.IsDBNull(2) && reader.GetString(2) is var key && ChangeHint.IsKey(key))
            {
                keys[key] = reader.GetInt64(3);
            }
        }

        return position is { } at ? new VersionReading(at.Generation, at.Version, keys) : null;
    }
}
