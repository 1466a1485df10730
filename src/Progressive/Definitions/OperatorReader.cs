using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Progressive.Diagnostics;
using Progressive.Flags.Rules;

namespace Progressive.Definitions;

/// <summary>Reads what an attribute is tested by: a value, a list of values, or operators with their operands. What cannot be read is refused, never skipped.</summary>
internal static class OperatorReader
{
    // As for conditions in one another: configuration has no bound of its own.
    private const int Deepest = 32;

    internal static readonly string[] Operators =
    [
        "not", "in", "<", "<=", ">", ">=", "before", "after", "startsWith", "endsWith", "contains", "matches",
        "semver<", "semver<=", "semver=", "semver>=", "semver>", "semver~", "semver^", "cidr", "exists",
    ];

    /// <param name="written">The value of the attribute's member.</param>
    /// <param name="what">Names the attribute in messages: <c>The attribute 'country'</c>.</param>
    /// <returns>Null where something is wrong.</returns>
    public static AttributeTest[]? Read(Written written, string what) => Read(written, what, 0);

    private static AttributeTest[]? Read(Written written, string what, int depth)
    {
        if (depth > Deepest)
        {
            written.Complain(ErrorCodes.InvalidCondition, $"'not' stands more than {Deepest} deep in itself. Two of them are none.");
            return null;
        }

        if (written.Node is not JsonObject operators || IsList(operators))
        {
            return ReadEquals(written, what) is { } equals ? [equals] : null;
        }

        if (operators.Count == 0)
        {
            written.Complain(ErrorCodes.InvalidRule, $"{what} is compared with nothing, so the rule would match nobody. Name a value, or remove it.");
            return null;
        }

        AttributeTest?[] tests = [.. written.Members(what).Select(member => ReadOperator(member, what, depth))];
        return tests.Any(static test => test is null) ? null : [.. tests.OfType<AttributeTest>()];
    }

    // Configuration writes lists as objects with the members 0, 1, 2.
    private static bool IsList(JsonObject members) => members.Count > 0 && members.All(static member => member.Key.All(char.IsAsciiDigit));

    private static AttributeTest? ReadOperator(Written member, string what, int depth) => member.Path.Name.ToLowerInvariant() switch
    {
        "in" => ReadEquals(member, what),
        "not" => Read(member, what, depth + 1) is { } tests ? new NotTest(tests) : null,
        "exists" => ReadExists(member),
        "<" => ReadNumber(member, Order.Less),
        "<=" => ReadNumber(member, Order.AtMost),
        ">" => ReadNumber(member, Order.Greater),
        ">=" => ReadNumber(member, Order.AtLeast),
        "before" => ReadTime(member, Order.Less),
        "after" => ReadTime(member, Order.Greater),
        "startswith" => ReadTexts(member, TextOperator.StartsWith),
        "endswith" => ReadTexts(member, TextOperator.EndsWith),
        "contains" => ReadTexts(member, TextOperator.Contains),
        "matches" => ReadPatterns(member),
        "cidr" => ReadNetworks(member),
        "semver<" => ReadVersion(member, Order.Less),
        "semver<=" => ReadVersion(member, Order.AtMost),
        "semver=" => ReadVersion(member, Order.Equal),
        "semver>=" => ReadVersion(member, Order.AtLeast),
        "semver>" => ReadVersion(member, Order.Greater),
        "semver~" => ReadVersion(member, Order.AtLeast, VersionRanges.NextMinor),
        "semver^" => ReadVersion(member, Order.AtLeast, VersionRanges.NextBreaking),
        _ => Unknown(member),
    };

    private static EqualsTest? ReadEquals(Written written, string what)
    {
        var items = Operands(written, what);
        ConditionValue?[] values = [.. items.Select(item => ReadValue(item, what))];
        if (items.Count == 0)
        {
            written.Complain(ErrorCodes.InvalidRule, $"{what} is compared with nothing, so the rule would match nobody. List a value, or remove it.");
            return null;
        }

        return values.Any(static value => value is null) ? null : new EqualsTest([.. values.Select(static value => value!.Value)]);
    }

    private static ConditionValue? ReadValue(Written item, string what)
    {
        if (item.Node is JsonValue scalar)
        {
            switch (scalar.GetValueKind())
            {
                case JsonValueKind.String:
                    return ConditionValue.Of(scalar.GetValue<string>());
                case JsonValueKind.True or JsonValueKind.False:
                    return ConditionValue.Of(scalar.GetValueKind() == JsonValueKind.True);
                case JsonValueKind.Number when ConditionValue.TryNumber(scalar.ToJsonString(), out var number):
                    return ConditionValue.Of(number);
            }
        }

        item.Complain(ErrorCodes.WrongKind, $"{what} is compared with texts, numbers and truth values, but this is {Scalars.Show(item.Node)}.");
        return null;
    }

    private static IReadOnlyList<Written> Operands(Written written, string what) => written.Node is JsonValue ? [written] : written.List(what);

    private static ExistsTest? ReadExists(Written member)
    {
        if (Scalars.TryBoolean(member.Node, out var expected))
        {
            return new ExistsTest(expected);
        }

        member.Complain(ErrorCodes.InvalidCondition, $"'exists' is true or false, but this is {Scalars.Show(member.Node)}.");
        return null;
    }

    private static NumberTest? ReadNumber(Written member, Order order)
    {
        if (member.Node is JsonValue scalar
            && ConditionValue.TryNumber(scalar.GetValueKind() == JsonValueKind.String ? scalar.GetValue<string>() : scalar.ToJsonString(), out var bound)
            && bound.TryCompareTo(bound, out _))
        {
            return new NumberTest(order, bound);
        }

        member.Complain(
            ErrorCodes.InvalidCondition,
            $"'{member.Path.Name}' compares with a number, but this is {Scalars.Show(member.Node)}. For versions write 'semver{order.Sign()}', for dates 'before' or 'after'.");
        return null;
    }

    private static TimeTest? ReadTime(Written member, Order order)
    {
        if (Scalars.TryText(member.Node, out var text) && TimeTest.TryRead(text, out var bound))
        {
            return new TimeTest(order, bound);
        }

        member.Complain(ErrorCodes.InvalidDate, $"{Scalars.Show(member.Node)} is no date. Write it like 2027-03-01, or 2027-03-01T12:00:00Z.");
        return null;
    }

    private static VersionTest? ReadVersion(Written member, Order order, Func<string, string?>? end = null)
    {
        if (Scalars.TryText(member.Node, out var text) && SemanticVersion.TryParse(text, out _))
        {
            return new VersionTest(member.Path.Name, text, order, end?.Invoke(text));
        }

        member.Complain(ErrorCodes.InvalidCondition, $"{Scalars.Show(member.Node)} is no semantic version. Write it like 2.1.0, 2.1 or 2.1.0-beta.3.");
        return null;
    }

    private static TextTest? ReadTexts(Written member, TextOperator by)
    {
        var texts = ReadTexts(member);
        return texts is null ? null : new TextTest(by, texts);
    }

    private static PatternTest? ReadPatterns(Written member)
    {
        if (ReadTexts(member) is not { } texts)
        {
            return null;
        }

        var patterns = new List<Regex>(texts.Length);
        foreach (var text in texts)
        {
            if (text.Length > PatternTest.LongestPattern)
            {
                member.Complain(ErrorCodes.InvalidCondition, $"The pattern '{Scalars.Cut(text)}' has {text.Length} characters, and {PatternTest.LongestPattern} are the most.");
                continue;
            }

            try
            {
                patterns.Add(new Regex(text, PatternTest.Options, PatternTest.LongestMatch));
            }
            catch (Exception e) when (e is ArgumentException or NotSupportedException)
            {
                member.Complain(ErrorCodes.InvalidCondition, $"'{Scalars.Cut(text)}' is no pattern that can be used: {e.Message} Backreferences and look-around are not supported.");
            }
        }

        return patterns.Count == texts.Length ? new PatternTest([.. patterns]) : null;
    }

    private static AddressTest? ReadNetworks(Written member)
    {
        if (ReadTexts(member) is not { } texts)
        {
            return null;
        }

        var networks = new List<Network>(texts.Length);
        foreach (var text in texts)
        {
            if (Network.TryParse(text, out var network))
            {
                networks.Add(network);
            }
            else
            {
                member.Complain(ErrorCodes.InvalidCondition, $"'{Scalars.Cut(text)}' is no range of addresses. Write it like 10.0.0.0/8 or 2001:db8::/32.");
            }
        }

        return networks.Count == texts.Length ? new AddressTest([.. networks]) : null;
    }

    private static string[]? ReadTexts(Written member)
    {
        var items = Operands(member, $"'{member.Path.Name}'");
        var texts = new List<string>(items.Count);
        foreach (var item in items)
        {
            if (Scalars.TryText(item.Node, out var text) && text.Length > 0)
            {
                texts.Add(text);
            }
            else
            {
                item.Complain(ErrorCodes.InvalidCondition, $"'{member.Path.Name}' takes a text or a list of texts, but this is {Scalars.Show(item.Node)}.");
                return null;
            }
        }

        if (texts.Count == 0)
        {
            member.Complain(ErrorCodes.InvalidCondition, $"'{member.Path.Name}' has nothing to compare with. Write a text or a list of texts.");
            return null;
        }

        return [.. texts];
    }

    private static AttributeTest? Unknown(Written member)
    {
        var name = member.Path.Name;
        member.Complain(
            ErrorCodes.UnknownMember,
            $"'{Scalars.Cut(name)}' is no operator.{(MemberNames.Nearest(name, Operators) is { } meant ? $" Did you mean '{meant}'?" : "")} Write a value, a list of values, or one of {string.Join(' ', Operators)}.");
        return null;
    }
}
