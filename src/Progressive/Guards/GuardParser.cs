using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Progressive.Diagnostics;

namespace Progressive.Guards;

/// <summary>Reads one guard from left to right and stops at the first problem.</summary>
internal ref struct GuardParser
{
    // Enough for any bound, and few enough that decimal keeps every digit and the canonical text is what was written.
    private const int MostDigits = 20;
    private const string Shape = "write: metric [aggregate] op bound, such as error_rate < 1%";

    private readonly ReadOnlySpan<char> _text;
    private int _position;
    private string? _error;

    internal GuardParser(ReadOnlySpan<char> text)
    {
        _text = text;
        _position = 0;
        _error = null;
    }

    internal bool TryParse([NotNullWhen(true)] out Guard? guard, [NotNullWhen(false)] out string? error)
    {
        guard = ReadMetric(out var metric)
            && ReadAggregate(metric, out var aggregate)
            && ReadOperator(out var @operator)
            && ReadBound(metric, aggregate, out var bound)
            && ReadMode(out var mode)
                ? new Guard(metric, aggregate, @operator, bound, mode)
                : null;
        error = _error;
        return error is null && guard is not null;
    }

    private bool ReadMetric(out string metric)
    {
        SkipSpace();
        var start = _position;
        var word = ReadWord();
        metric = word.ToString().ToLowerInvariant();
        if (word.IsEmpty)
        {
            return AtEnd
                ? Fail(ErrorCodes.GuardIncomplete, start, $"the guard is empty; {Shape}")
                : Fail(ErrorCodes.GuardMetric, start, $"expected a metric; {Shape}");
        }

        if (!AtEnd && !char.IsWhiteSpace(Current) && Current is not ('<' or '>'))
        {
            return Fail(ErrorCodes.GuardMetric, _position, $"'{Current}' cannot be part of a metric; use letters, digits and . _ / -");
        }

        return !GuardMetric.IsTooLong(word) || Fail(ErrorCodes.GuardMetric, start, "the metric is longer than 128 characters; shorten it");
    }

    private bool ReadAggregate(string metric, out string? aggregate)
    {
        aggregate = null;
        SkipSpace();
        var start = _position;
        var word = ReadWord();
        if (!word.IsEmpty)
        {
            aggregate = word.ToString().ToLowerInvariant();
            if (aggregate is not ("mean" or "rate"))
            {
                aggregate = Quantile(aggregate);
                if (aggregate is null)
                {
                    return Fail(ErrorCodes.GuardAggregate, start, $"unknown aggregate '{word}'; use p50 to p99.99, mean or rate");
                }
            }
        }

        return GuardMetric.AggregateProblem(metric, aggregate) is not { } problem || Fail(ErrorCodes.GuardAggregate, start, problem);
    }

    private bool ReadOperator(out GuardOperator @operator)
    {
        @operator = default;
        SkipSpace();
        if (AtEnd)
        {
            return Fail(ErrorCodes.GuardIncomplete, _position, $"the operator is missing; {Shape}");
        }

        var start = _position;
        while (!AtEnd && Current is '<' or '>' or '=' or '!')
        {
            _position++;
        }

        GuardOperator? found = _text[start.._position] switch
        {
            "<" => GuardOperator.LessThan,
            "<=" => GuardOperator.LessThanOrEqual,
            ">" => GuardOperator.GreaterThan,
            ">=" => GuardOperator.GreaterThanOrEqual,
            _ => null,
        };
        @operator = found ?? default;
        return found is not null || Fail(ErrorCodes.GuardOperator, start, "expected one of < <= > >=");
    }

    private bool ReadBound(string metric, string? aggregate, out GuardBound bound)
    {
        bound = default;
        SkipSpace();
        if (AtEnd)
        {
            return Fail(ErrorCodes.GuardIncomplete, _position, "the bound is missing; write a number such as 1% or 250ms, or stable");
        }

        var start = _position;
        if (!char.IsAsciiLetter(Current))
        {
            return ReadNumber(out var value, out var unit, out var unitStart)
                && CheckBound(metric, aggregate, bound = new GuardBound(false, value, unit), start, unitStart);
        }

        // Letters only: in stable-10% the minus is no part of the word, though a metric could contain one.
        while (!AtEnd && char.IsAsciiLetter(Current))
        {
            _position++;
        }

        if (!_text[start.._position].Equals("stable", StringComparison.OrdinalIgnoreCase))
        {
            return Fail(ErrorCodes.GuardBound, start, $"expected a number or stable, found '{_text[start.._position]}'");
        }

        SkipSpace();
        if (AtEnd || Current is '(')
        {
            bound = new GuardBound(true, 0, GuardUnit.None);
            return true;
        }

        var sign = Current;
        if (sign is not ('+' or '-'))
        {
            return Fail(ErrorCodes.GuardBound, _position, "expected + or - after stable, such as stable + 10%");
        }

        _position++;
        SkipSpace();
        start = _position;
        return ReadNumber(out var distance, out var distanceUnit, out var distanceUnitStart)
            && CheckBound(metric, aggregate, bound = Relative(sign == '-' ? -distance : distance, distanceUnit), start, distanceUnitStart);
    }

    private bool ReadNumber(out decimal value, out GuardUnit unit, out int unitStart)
    {
        var start = _position;
        unit = default;
        while (!AtEnd && (char.IsAsciiDigit(Current) || Current == '.'))
        {
            _position++;
        }

        unitStart = _position;
        var digits = _text[start.._position];
        if (digits.Length > MostDigits
            || !decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value)
            || digits is ['.', ..] or [.., '.'])
        {
            value = 0;
            return Fail(ErrorCodes.GuardBound, start, digits.IsEmpty ? "expected a number, such as 1% or 250ms" : $"'{digits}' is not a number; write digits with at most one point between them, {MostDigits} characters at most");
        }

        SkipSpace();
        if (!AtEnd && Current is not '(')
        {
            unitStart = _position;
        }

        while (!AtEnd && !char.IsWhiteSpace(Current) && Current is not '(')
        {
            _position++;
        }

        var name = AtEnd || _position > unitStart ? _text[unitStart.._position].TrimEnd() : [];
        GuardUnit? found = name switch
        {
            "" => GuardUnit.None,
            "%" => GuardUnit.Percent,
            "pp" => GuardUnit.PercentagePoints,
            "us" => GuardUnit.Microseconds,
            "ms" => GuardUnit.Milliseconds,
            "s" => GuardUnit.Seconds,
            "usd" => GuardUnit.Usd,
            _ => null,
        };
        unit = found ?? default;
        return found is not null || Fail(ErrorCodes.GuardUnit, unitStart, $"unknown unit '{name}'; use us, ms, s, %, pp, usd or none");
    }

    private bool CheckBound(string metric, string? aggregate, in GuardBound bound, int start, int unitStart)
    {
        if (GuardMetric.UnitProblem(metric, aggregate, bound) is { } problem)
        {
            return Fail(ErrorCodes.GuardUnit, unitStart, problem);
        }

        if ((GuardMetric.IsRate(metric) || aggregate == "rate") && bound is { RelativeToStable: false, Value: > 100 })
        {
            return Fail(ErrorCodes.GuardBound, start, "a rate is at most 100%");
        }

        return bound is not { RelativeToStable: true, Unit: GuardUnit.Percent, Value: <= -100 }
            || Fail(ErrorCodes.GuardBound, start, "stable less 100% or more leaves nothing to compare with; write less than 100%");
    }

    private bool ReadMode(out GuardMode mode)
    {
        mode = GuardMode.Enforce;
        SkipSpace();
        if (AtEnd)
        {
            return true;
        }

        var start = _position;
        var rest = _text[start..].TrimEnd();
        if (Current != '(')
        {
            return Fail(ErrorCodes.GuardIncomplete, start, $"unexpected '{rest}' after the guard; only (warn) or (dry-run) may follow");
        }

        GuardMode? found = rest switch
        {
            "(warn)" => GuardMode.Warn,
            "(dry-run)" => GuardMode.DryRun,
            _ => null,
        };
        mode = found ?? default;
        return found is not null || Fail(ErrorCodes.GuardMode, start, $"unknown mode '{rest}'; write (warn), (dry-run) or nothing");
    }

    private static GuardBound Relative(decimal distance, GuardUnit unit) =>
        distance == 0 ? new GuardBound(true, 0, GuardUnit.None) : new GuardBound(true, distance, unit);

    private static string? Quantile(string word)
    {
        if (word is not ['p', .. var digits]
            || digits.Length is < 2 or > 5
            || !char.IsAsciiDigit(digits[0])
            || !decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            || percent is < 50 or > 99.99m
            || digits is [.., '.'])
        {
            return null;
        }

        return "p" + percent.ToString("0.##", CultureInfo.InvariantCulture);
    }

    private readonly bool AtEnd => _position >= _text.Length;

    private readonly char Current => _text[_position];

    private void SkipSpace()
    {
        while (!AtEnd && char.IsWhiteSpace(Current))
        {
            _position++;
        }
    }

    private ReadOnlySpan<char> ReadWord()
    {
        var start = _position;
        while (!AtEnd && GuardMetric.IsNameCharacter(Current))
        {
            _position++;
        }

        return _text[start.._position];
    }

    private bool Fail(string id, int position, string problem)
    {
        _error = $"{id}: Guard '{_text}': column {position + 1}: {problem}.";
        return false;
    }
}
