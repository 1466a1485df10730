using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Progressive.AspNetCore.Overrides;

namespace Progressive.AspNetCore.Tests;

/// <summary>Tokens: what they say comes back, and whatever else is brought is refused for what it is.</summary>
public sealed class OverrideTokenTests
{
    private static readonly Dictionary<string, string> s_candidate = new() { ["checkout"] = "candidate" };

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void What_is_said_comes_back()
    {
        var tokens = Tokens();

        var result = tokens.Verify(
            tokens.Create(new Dictionary<string, string> { ["checkout"] = "candidate", ["theme"] = "blå" }, TimeSpan.FromHours(1), "u-1", "qa@shop", once: true, evenIfClosed: true),
            "u-1");

        Assert.True(result.IsAccepted);
        Assert.Equal(OverrideRefusal.None, result.Refusal);
        Assert.Equal([("checkout", "candidate"), ("theme", "blå")], result.Token.Variants.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(("shop/Test", "u-1", "qa@shop", true, true), (result.Token.Audience, result.Token.Subject, result.Token.IssuedBy, result.Token.IsOneTime, result.Token.AsksForClosed));
        Assert.Equal((_time.GetUtcNow(), _time.GetUtcNow().AddHours(1)), (result.Token.IssuedAt, result.Token.ExpiresAt));
        Assert.NotEqual(result.Token.Id, tokens.Verify(tokens.Create(s_candidate, TimeSpan.FromHours(1))).Token!.Id);
    }

    /// <summary>The form is a contract: others issue tokens with a shell and a library.</summary>
    [Fact]
    public void A_token_made_elsewhere_by_the_documented_form_is_accepted()
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();

        var result = Tokens().Verify(Signed($$"""{ "variants": { "checkout": "candidate" }, "aud": "shop/Test", "iat": {{now}}, "exp": {{now + 60}}, "jti": "1", "new": [1] }"""));

        Assert.Equal("candidate", result.Token?.Variants["checkout"]);
    }

    [Fact]
    public void No_bit_of_a_token_can_be_changed()
    {
        var tokens = Tokens();
        var token = tokens.Create(s_candidate, TimeSpan.FromHours(1));
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

        // The last character of a signature of 32 bytes has two bits that mean nothing; a decoder may mind them or not.
        for (var i = 0; i < token.Length - 1; i++)
        {
            if (token[i] != '.')
            {
                var other = Alphabet[(Alphabet.IndexOf(token[i], StringComparison.Ordinal) + 1) % Alphabet.Length];
                Assert.Equal(OverrideRefusal.BadSignature, tokens.Verify(token[..i] + other + token[(i + 1)..]).Refusal);
            }
        }
    }

    /// <summary>What is left out of a signature must not be read as zeros, of which one in 256 signatures has one at its end.</summary>
    [Fact]
    public void A_signature_cannot_be_shortened()
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var token = Enumerable.Range(0, 10_000)
            .Select(i => Signed($$"""{ "variants": { "a": "b" }, "aud": "shop/Test", "iat": {{now}}, "exp": {{now + 60}}, "jti": "{{i}}" }"""))
            .First(static token => Signature(token)[^1] == 0);

        Assert.True(Tokens().Verify(token).IsAccepted);
        Assert.Equal(OverrideRefusal.BadSignature, Tokens().Verify($"{token[..token.IndexOf('.', StringComparison.Ordinal)]}.{Base64Url.EncodeToString(Signature(token).AsSpan(0, 31))}").Refusal);

        static byte[] Signature(string token) => Base64Url.DecodeFromChars(token.AsSpan(token.IndexOf('.', StringComparison.Ordinal) + 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a")]
    [InlineData(".a")]
    [InlineData("a.b.c")]
    [InlineData("eyJ9.")]
    [InlineData("å.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("eyJ9.%00")]
    public void Rubbish_is_refused_and_never_throws(string token) =>
        Assert.Contains(Tokens().Verify(token).Refusal, new[] { OverrideRefusal.Malformed, OverrideRefusal.BadSignature });

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{ "variants": null, "aud": "shop/Test", "iat": 0, "exp": 1, "jti": "1" }""")]
    [InlineData("""{ "variants": {}, "aud": "shop/Test", "iat": 0, "exp": 1, "jti": "1" }""")]
    [InlineData("""{ "variants": { "a": null }, "aud": "shop/Test", "iat": 0, "exp": 1, "jti": "1" }""")]
    [InlineData("""{ "variants": { "a": "b", "a": "c" }, "aud": "shop/Test", "iat": 0, "exp": 1, "jti": "1" }""")]
    [InlineData("""{ "variants": { "a": "b" }, "aud": "shop/Test", "iat": -9223372036854775808, "exp": 9223372036854775807, "jti": "1" }""")]
    [InlineData("""{ "variants": { "a": "b" }, "aud": "shop/Test", "iat": "0", "exp": 1, "jti": "1" }""")]
    [InlineData("""{ "variants": { "a": "b" }, "aud": "shop/Test", "iat": 0, "exp": 1 }""")]
    public void What_is_signed_and_says_nothing_is_malformed(string payload) => Assert.Equal(OverrideRefusal.Malformed, Tokens().Verify(Signed(payload)).Refusal);

    [Fact]
    public void More_flags_or_characters_than_allowed_are_neither_issued_nor_accepted()
    {
        var tokens = Tokens();
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var many = Enumerable.Range(0, 33).ToDictionary(i => $"f{i}", _ => "on");
        var flags = string.Join(',', many.Select(pair => $"\"{pair.Key}\":\"on\""));

        Assert.Equal(OverrideRefusal.Malformed, tokens.Verify(Signed($$"""{ "variants": { {{flags}} }, "aud": "shop/Test", "iat": {{now}}, "exp": {{now + 60}}, "jti": "1" }""")).Refusal);
        Assert.Equal(OverrideRefusal.Malformed, tokens.Verify(new string('a', 4000) + "." + new string('a', 100)).Refusal);
        Assert.Throws<ArgumentException>(() => tokens.Create(many, TimeSpan.FromHours(1)));
        Assert.Throws<ArgumentException>(() => tokens.Create(new Dictionary<string, string>(), TimeSpan.FromHours(1)));
        Assert.Throws<ArgumentException>(() => tokens.Create(many.Take(32).ToDictionary(pair => pair.Key.PadLeft(100, 'x'), pair => pair.Value), TimeSpan.FromHours(1)));
        Assert.Throws<ArgumentException>(() => tokens.Create(s_candidate, TimeSpan.FromHours(1), issuedBy: new string('x', 129)));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokens.Create(s_candidate, TimeSpan.FromHours(25)));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokens.Create(s_candidate, TimeSpan.Zero));
    }

    [Fact]
    public void A_lifetime_out_of_bounds_names_the_bound()
    {
        var problem = Assert.Throws<ArgumentOutOfRangeException>(() => Tokens().Create(s_candidate, TimeSpan.FromHours(25)));
        Assert.StartsWith("PRG0414: A token lives from 1 second to OverrideOptions.MaxLifetime, which is 1.00:00:00.", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("checkout", "candidat", "flag 'checkout' has no variant 'candidat'; it has stable, candidate")]
    [InlineData("chekout", "candidate", "no definition and no code names a flag 'chekout'")]
    [InlineData("Checkout", "Candidate", null)]
    public void What_is_not_there_is_said_where_the_flags_are_known(string flag, string variant, string? said)
    {
        var tokens = new OverrideTokens(
            new OverrideOptions { Keys = [Key(1)] },
            "shop/Test",
            _time,
            name => name.Equals("checkout", StringComparison.OrdinalIgnoreCase) ? ["stable", "candidate"] : []);
        var problem = Record.Exception(() => tokens.Create(new Dictionary<string, string> { [flag] = variant }, TimeSpan.FromHours(1)));
        Assert.Equal(said is not null, problem is ArgumentException);
        Assert.True(said is null || problem!.Message.StartsWith($"PRG0415: The token would change nothing: {said}. ", StringComparison.Ordinal), problem?.Message);
    }

    [Fact]
    public void A_token_is_good_from_its_issue_to_its_expiry_and_no_longer()
    {
        var tokens = Tokens();
        var token = tokens.Create(s_candidate, TimeSpan.FromMinutes(10));

        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        Assert.True(tokens.Verify(token).IsAccepted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(OverrideRefusal.Expired, tokens.Verify(token).Refusal);
    }

    [Theory]
    [InlineData(60, OverrideRefusal.None)]
    [InlineData(61, OverrideRefusal.NotYetValid)]
    public void A_clock_may_be_a_minute_ahead(int seconds, OverrideRefusal refusal)
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds() + seconds;

        Assert.Equal(refusal, Tokens().Verify(Signed($$"""{ "variants": { "a": "b" }, "aud": "shop/Test", "iat": {{now}}, "exp": {{now + 60}}, "jti": "1" }""")).Refusal);
    }

    [Theory]
    [InlineData(86400, OverrideRefusal.None)]
    [InlineData(86401, OverrideRefusal.LivesTooLong)]
    public void Nobody_issues_a_token_for_ever(int seconds, OverrideRefusal refusal)
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();

        Assert.Equal(refusal, Tokens().Verify(Signed($$"""{ "variants": { "a": "b" }, "aud": "shop/Test", "iat": {{now}}, "exp": {{now + seconds}}, "jti": "1" }""")).Refusal);
    }

    [Fact]
    public void A_token_for_another_environment_is_refused_where_the_key_is_the_same()
    {
        var token = Tokens("shop/Staging").Create(s_candidate, TimeSpan.FromHours(1));

        Assert.Equal(OverrideRefusal.WrongAudience, Tokens().Verify(token).Refusal);
        Assert.True(Tokens("shop/Staging").Verify(token).IsAccepted);
    }

    [Theory]
    [InlineData("u-1", OverrideRefusal.None)]
    [InlineData("U-1", OverrideRefusal.WrongSubject)]
    [InlineData("u-2", OverrideRefusal.WrongSubject)]
    [InlineData(null, OverrideRefusal.WrongSubject)]
    public void A_bound_token_is_of_no_use_to_anybody_else(string? key, OverrideRefusal refusal)
    {
        var tokens = Tokens();

        Assert.Equal(refusal, tokens.Verify(tokens.Create(s_candidate, TimeSpan.FromHours(1), subject: "u-1"), key).Refusal);
    }

    [Fact]
    public void Keys_rotate()
    {
        byte[] older = Key(1), newer = Key(2);
        var before = Tokens(keys: [older]);
        var during = Tokens(keys: [newer, older]);
        var after = Tokens(keys: [newer]);
        var old = before.Create(s_candidate, TimeSpan.FromHours(1));
        var young = during.Create(s_candidate, TimeSpan.FromHours(1));

        Assert.True(during.Verify(old).IsAccepted);
        Assert.True(after.Verify(young).IsAccepted);
        Assert.Equal(OverrideRefusal.BadSignature, before.Verify(young).Refusal);
        Assert.Equal(OverrideRefusal.BadSignature, after.Verify(old).Refusal);
    }

    [Fact]
    public void Without_keys_nothing_is_issued_and_nothing_accepted()
    {
        var off = Tokens(keys: []);

        Assert.Equal("PRG0413", Assert.Throws<ProgressiveException>(() => off.Create(s_candidate, TimeSpan.FromHours(1))).Code);
        Assert.Equal(OverrideRefusal.BadSignature, off.Verify(Tokens().Create(s_candidate, TimeSpan.FromHours(1))).Refusal);
    }

    [Fact]
    public void A_one_time_token_is_used_up_and_so_is_the_room_to_remember_them()
    {
        var tokens = Tokens();
        var used = new OneTimeTokens(most: 2);
        OverrideToken[] all = [.. Enumerable.Range(0, 3).Select(i => tokens.Verify(tokens.Create(s_candidate, TimeSpan.FromHours(i + 1), once: true)).Token!)];

        Assert.True(used.TryUse(all[0], _time.GetUtcNow()));
        Assert.False(used.TryUse(all[0], _time.GetUtcNow()));
        Assert.True(used.TryUse(all[1], _time.GetUtcNow()));
        Assert.False(used.TryUse(all[2], _time.GetUtcNow()));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(used.TryUse(all[2], _time.GetUtcNow()));
        Assert.False(used.TryUse(all[1], _time.GetUtcNow()));
    }

    private static byte[] Key(byte fill)
    {
        var key = new byte[32];
        Array.Fill(key, fill);
        return key;
    }

    private static string Signed(string payload)
    {
        var text = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload));
        return $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(Key(1), Encoding.ASCII.GetBytes("progressive-override.v1." + text)))}";
    }

    private OverrideTokens Tokens(string audience = "shop/Test", byte[][]? keys = null) => new(new OverrideOptions { Keys = keys ?? [Key(1)] }, audience, _time);
}
