namespace Progressive.AspNetCore.Overrides;

/// <summary>The one-time tokens that have been used in this process, until they expire.</summary>
internal sealed class OneTimeTokens(int most = 10_000)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _used = new(StringComparer.Ordinal);

    /// <summary>Uses a token up. Only verified tokens get here, so nobody without a key can fill this.</summary>
    /// <returns>False where it has been used, or where so many are remembered that it cannot be.</returns>
    public bool TryUse(OverrideToken token, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_used.Count >= most)
            {
                foreach (var (id, expiresAt) in _used)
                {
                    if (expiresAt <= now)
                    {
                        _used.Remove(id);
                    }
                }
            }

            return _used.Count < most && _used.TryAdd(token.Id, token.ExpiresAt);
        }
    }
}
