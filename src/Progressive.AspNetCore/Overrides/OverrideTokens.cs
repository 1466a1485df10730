using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Progressive.AspNetCore.Diagnostics;

namespace Progressive.AspNetCore.Overrides;

/// <summary>Issues and verifies the tokens of signed overrides. Registered as a singleton by <c>AddHttp()</c>.</summary>
/// <remarks>
/// A token is <c>payload.signature</c>, both base64url: the payload is JSON, the signature HMAC-SHA256 over the text <c>progressive-override.v1.</c> followed by the
/// payload as it stands in the token. Safe for use by many threads.
/// </remarks>
public sealed class OverrideTokens
{
    internal const int MostCharacters = 4096;
    internal const int MostFlags = 32;
    internal const int LongestName = 128;

    private const int SignatureBytes = 32;
    private const int IdBytes = 16;

    // What our keys sign for other purposes can never be taken for a token.
    private static readonly byte[] s_domain = "progressive-override.v1."u8.ToArray();

    // Clocks of two machines differ.
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(1);

    private readonly byte[][] _keys;
    private readonly string _audience;
    private readonly TimeSpan _maxLifetime;
    private readonly TimeProvider _time;

    // Who knows the flags; null where nobody does.
    private readonly Func<string, IReadOnlyList<string>>? _variantsOf;

    internal OverrideTokens(OverrideOptions options, string audience, TimeProvider time, Func<string, IReadOnlyList<string>>? variantsOf = null)
    {
        _keys = [.. options.Keys.Select(key => (byte[])key.Clone())];
        _audience = options.Audience ?? audience;
        _maxLifetime = options.MaxLifetime;
        _time = time;
        _variantsOf = variantsOf;
    }

    internal static string AudienceOf(IHostEnvironment environment) => $"{environment.ApplicationName}/{environment.EnvironmentName}";

    /// <summary>Issues a token, signed by the first key, for this application's own audience.</summary>
    /// <param name="variants">The variants to serve by the flags' keys; 1 to 32 of them.</param>
    /// <param name="lifetime">How long it is good; at most <see cref="OverrideOptions.MaxLifetime"/>, rounded down to seconds.</param>
    /// <param name="subject">The targeting key it is bound to. Null (default): it works for whoever brings it.</param>
    /// <param name="issuedBy">Who issues it, at most 128 characters; evaluations say so in their cause.</param>
    /// <param name="once">Whether it is good for one request only. That is remembered in the process that served it, and nowhere else.</param>
    /// <param name="evenIfClosed">Whether it asks for variants that guards or an operator closed; granted where <see cref="OverrideOptions.AllowClosed"/> says so.</param>
    /// <returns>The token.</returns>
    /// <exception cref="ArgumentException">
    /// The arguments are out of bounds (<c>PRG0414</c>: the lifetime), a flag or variant is not there (<c>PRG0415</c>), or the token would be longer than 4,096 characters.
    /// </exception>
    /// <exception cref="ProgressiveException"><c>PRG0413</c>: overrides are off.</exception>
    public string Create(
        IReadOnlyDictionary<string, string> variants,
        TimeSpan lifetime,
        string? subject = null,
        string? issuedBy = null,
        bool once = false,
        bool evenIfClosed = false)
    {
        ArgumentNullException.ThrowIfNull(variants);
        if (lifetime < TimeSpan.FromSeconds(1) || lifetime > _maxLifetime)
        {
            throw new ArgumentOutOfRangeException(
                nameof(lifetime),
                lifetime,
                $"{ErrorCodes.OverrideLivesTooLong}: A token lives from 1 second to OverrideOptions.MaxLifetime, which is {_maxLifetime}. Ask for less, or raise http.Overrides.MaxLifetime.");
        }

        if (_keys.Length == 0)
        {
            throw new ProgressiveException(
                ErrorCodes.OverridesOff,
                $"{ErrorCodes.OverridesOff}: Overrides are off, so no token can be issued. Give AddHttp(http => http.Overrides.Keys = …) a secret of 32 random bytes.");
        }

        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var payload = new OverridePayload
        {
            Variants = new(variants, StringComparer.OrdinalIgnoreCase),
            Audience = _audience,
            IssuedAt = now,
            ExpiresAt = now + (long)lifetime.TotalSeconds,
            Id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes)),
            Subject = string.IsNullOrEmpty(subject) ? null : subject,
            IssuedBy = string.IsNullOrEmpty(issuedBy) ? null : issuedBy,
            IsOneTime = once,
            AsksForClosed = evenIfClosed,
        };
        if (!IsWithinBounds(payload))
        {
            throw new ArgumentException($"Name 1 to {MostFlags} flags, and keys, variants and issuers of 1 to {LongestName} characters.", nameof(variants));
        }

        ThrowIfUnknown(variants);
        var text = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(payload, OverrideJson.Default.OverridePayload));
        Span<byte> signature = stackalloc byte[SignatureBytes];
        Sign(_keys[0], text, signature);
        var token = $"{text}.{Base64Url.EncodeToString(signature)}";
        return token.Length <= MostCharacters
            ? token
            : throw new ArgumentException($"The token would have {token.Length} characters, more than {MostCharacters}. Name fewer flags.", nameof(variants));
    }

    /// <summary>Verifies a token as a request does, without using a one-time token up.</summary>
    /// <param name="token">The token.</param>
    /// <param name="targetingKey">Who brings it; a token that is bound to somebody is refused for anybody else, nobody included.</param>
    /// <returns>What it says, or why it is refused. Never throws for a token, whatever it is.</returns>
    public OverrideResult Verify(string token, string? targetingKey = null)
    {
        ArgumentNullException.ThrowIfNull(token);
        return Verify(token, () => targetingKey);
    }

    // A token that names what is not there changes nothing, and nobody would tell the tester why.
    private void ThrowIfUnknown(IReadOnlyDictionary<string, string> variants)
    {
        foreach (var (flag, variant) in variants)
        {
            if (_variantsOf?.Invoke(flag) is not { } known || known.Contains(variant, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            var what = known.Count == 0
                ? $"no definition and no code names a flag '{flag}'"
                : $"flag '{flag}' has no variant '{variant}'; it has {string.Join(", ", known)}";
            throw new ArgumentException($"{ErrorCodes.OverrideUnknown}: The token would change nothing: {what}. Correct the name.", nameof(variants));
        }
    }

    internal OverrideResult Verify(string token, Func<string?> findTargetingKey)
    {
        if (token.Length > MostCharacters || token.IndexOf('.', StringComparison.Ordinal) is var dot && (dot <= 0 || dot != token.LastIndexOf('.')))
        {
            return new(OverrideRefusal.Malformed);
        }

        // The signature first: nothing of what an unknown hand wrote is read.
        if (!IsSigned(token.AsSpan(0, dot), token.AsSpan(dot + 1)))
        {
            return new(OverrideRefusal.BadSignature);
        }

        if (Read(token.AsSpan(0, dot)) is not { } payload || !IsWithinBounds(payload))
        {
            return new(OverrideRefusal.Malformed);
        }

        return Refuse(payload, findTargetingKey) is var refusal and not OverrideRefusal.None ? new(refusal) : new(new OverrideToken(payload));
    }

    private OverrideRefusal Refuse(OverridePayload payload, Func<string?> findTargetingKey)
    {
        if (!string.Equals(payload.Audience, _audience, StringComparison.Ordinal))
        {
            return OverrideRefusal.WrongAudience;
        }

        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        if (payload.IssuedAt > now + (long)s_skew.TotalSeconds)
        {
            return OverrideRefusal.NotYetValid;
        }

        if (payload.ExpiresAt <= now)
        {
            return OverrideRefusal.Expired;
        }

        // As unsigned numbers a difference that does not fit is as long as can be.
        if ((ulong)(payload.ExpiresAt - payload.IssuedAt) > (ulong)_maxLifetime.TotalSeconds)
        {
            return OverrideRefusal.LivesTooLong;
        }

        return payload.Subject is { } subject && !string.Equals(subject, findTargetingKey(), StringComparison.Ordinal) ? OverrideRefusal.WrongSubject : OverrideRefusal.None;
    }

    private bool IsSigned(ReadOnlySpan<char> text, ReadOnlySpan<char> signature)
    {
        Span<byte> claimed = stackalloc byte[SignatureBytes];
        if (!Ascii.IsValid(text)
            || Base64Url.DecodeFromChars(signature, claimed, out _, out var written) != OperationStatus.Done
            || written != SignatureBytes)
        {
            return false;
        }

        // Every key is tried, whichever fits: how long it takes says nothing about the keys.
        Span<byte> expected = stackalloc byte[SignatureBytes];
        var fits = false;
        foreach (var key in _keys)
        {
            Sign(key, text, expected);
            fits |= CryptographicOperations.FixedTimeEquals(expected, claimed);
        }

        return fits;
    }

    private static void Sign(byte[] key, ReadOnlySpan<char> text, Span<byte> signature)
    {
        Span<byte> signed = new byte[s_domain.Length + text.Length];
        s_domain.CopyTo(signed);
        Encoding.ASCII.GetBytes(text, signed[s_domain.Length..]);
        HMACSHA256.HashData(key, signed, signature);
    }

    private static OverridePayload? Read(ReadOnlySpan<char> text)
    {
        try
        {
            return JsonSerializer.Deserialize(Base64Url.DecodeFromChars(text), OverrideJson.Default.OverridePayload);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return null;
        }
    }

    // Bounded times too: a difference of two of them cannot overflow, and both are dates.
    private static bool IsWithinBounds(OverridePayload payload) =>
        payload.Variants.Count is > 0 and <= MostFlags
        && payload.Variants.All(choice => choice.Key.Length is > 0 and <= LongestName && choice.Value is { Length: > 0 and <= LongestName })
        && payload.IssuedBy is null or { Length: <= LongestName }
        && payload.Id.Length is > 0 and <= LongestName
        && IsDate(payload.IssuedAt) && IsDate(payload.ExpiresAt);

    private static bool IsDate(long seconds) => seconds is >= 0 and <= 253_402_300_799;
}
