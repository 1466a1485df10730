using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Progressive.Diagnostics;
using Progressive.Guards;

namespace Progressive.Simulation;

/// <summary>Reads a model from left to right and stops at the first problem.</summary>
internal ref struct CallModelParser(ReadOnlySpan<char> text)
{
    private const string Shape = "write members such as error_rate=0.2%, latency=lognormal(80ms,0.4) or cost_usd=exponential(0.01), separated by commas";
    private const string Distributions = "lognormal(median, sigma), exponential(mean), constant(x) or uniform(from, to)";

    private readonly ReadOnlySpan<char> _text = text;
    private int _position;
    private string? _error;

    private readonly bool AtEnd => _position >= _text.Length;

    public bool TryParse(CallModel start, [NotNullWhen(true)] out CallModel? model, [NotNullWhen(false)] out string? error)
    {
        model = ReadMembers(start);
        error = model is null ? _error! : null;
        return model is not null;
    }

    private CallModel? ReadMembers(CallModel model)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var measures = new SortedDictionary<string, Distribution>(StringComparer.Ordinal);
        foreach (var (name, measure) in model.Measures)
        {
            measures[name] = measure;
        }

        do
        {
            SkipSpace();
            var at = _position;
            var name = ReadWord(GuardMetric.IsNameCharacter).ToString().ToLowerInvariant();
            if (name.Length == 0)
            {
                Fail(at, AtEnd ? $"a member is missing; {Shape}" : $"expected the name of a metric; {Shape}");
                return null;
            }

            if (!seen.Add(name))
            {
                Fail(at, $"'{name}' is written twice; remove one");
                return null;
            }

            SkipSpace();
            if (AtEnd || _text[_position] != '=')
            {
                Fail(_position, $"expected '=' after '{name}'; {Shape}");
                return null;
            }

            _position++;
            SkipSpace();
            if (ReadMember(model, name, at, measures) is not { } read)
            {
                return null;
            }

            model = read;
            SkipSpace();
        }
        while (Accept(','));

        if (!AtEnd)
        {
            Fail(_position, $"'{_text[_position..]}' is too much; separate members by commas");
            return null;
        }

        return model with { Measures = measures };
    }

    private CallModel? ReadMember(CallModel model, string name, int at, SortedDictionary<string, Distribution> measures)
    {
        if (name is GuardMetric.ErrorRate or GuardMetric.RejectionRate)
        {
            var start = _position;
            if (!TryReadRate(out var rate))
            {
                Fail(start, $"'{name}' is a percentage from 0% to 100%, such as 0.2%");
                return null;
            }

            model = name == GuardMetric.ErrorRate ? model with { ErrorRate = rate } : model with { RejectionRate = rate };
            if (model.ErrorRate + model.RejectionRate <= 1)
            {
                return model;
            }

            Fail(start, "error_rate and rejection_rate together are more than 100%");
            return null;
        }

        if (name.EndsWith("_rate", StringComparison.Ordinal))
        {
            Fail(at, $"the rate '{name}' is not simulated; calls have an error_rate and a rejection_rate");
            return null;
        }

        if (ReadDistribution(isDuration: name == GuardMetric.Latency) is not { } distribution)
        {
            return null;
        }

        if (name == GuardMetric.Latency)
        {
            return model with { Latency = distribution };
        }

        measures[name] = distribution;
        return model;
    }

    private Distribution? ReadDistribution(bool isDuration)
    {
        var start = _position;
        var name = ReadWord(char.IsAsciiLetter);
        var count = name switch
        {
            _ when name.Equals("lognormal", StringComparison.OrdinalIgnoreCase) => 2,
            _ when name.Equals("uniform", StringComparison.OrdinalIgnoreCase) => 2,
            _ when name.Equals("exponential", StringComparison.OrdinalIgnoreCase) => 1,
            _ when name.Equals("constant", StringComparison.OrdinalIgnoreCase) => 1,
            _ => 0,
        };
        if (count == 0)
        {
            Fail(start, name.IsEmpty ? $"a distribution is missing; write {Distributions}" : $"unknown distribution '{name}'; write {Distributions}");
            return null;
        }

        SkipSpace();
        if (!Accept('('))
        {
            Fail(_position, $"expected '(' after '{name}'; write {Distributions}");
            return null;
        }

        var isLognormal = name.Equals("lognormal", StringComparison.OrdinalIgnoreCase);
        if (!TryReadNumber(isDuration, out var first, out var firstAt)
            || !TryReadSecond(count, name, isDuration && !isLognormal, out var second, out var secondAt))
        {
            return null;
        }

        SkipSpace();
        if (!Accept(')'))
        {
            Fail(_position, $"expected ')'; '{name}' takes {(count == 1 ? "one number" : "two numbers")}");
            return null;
        }

        try
        {
            return char.ToLowerInvariant(name[0]) switch
            {
                'l' => Distribution.Lognormal(first, second),
                'u' => Distribution.Uniform(first, second),
                'e' => Distribution.Exponential(first),
                _ => Distribution.Constant(first),
            };
        }
        catch (ArgumentOutOfRangeException e)
        {
            Fail(e.ParamName is "sigma" or "to" ? secondAt : firstAt, $"{e.ParamName} is out of range: {(isLognormal ? "the median is above 0, sigma from 0 to 10" : count == 2 ? "'to' is not below 'from'" : "it is above 0")}");
            return null;
        }
    }

    private bool TryReadSecond(int count, ReadOnlySpan<char> name, bool isDuration, out double second, out int at)
    {
        (second, at) = (0, _position);
        if (count == 1)
        {
            return true;
        }

        SkipSpace();
        return Accept(',') ? TryReadNumber(isDuration, out second, out at) : Fail(_position, $"expected ',' and a second number; '{name}' takes two: {Distributions}");
    }

    private bool TryReadNumber(bool isDuration, out double value, out int at)
    {
        SkipSpace();
        at = _position;
        var digits = ReadWord(static c => char.IsAsciiDigit(c) || c == '.');
        var unit = ReadWord(char.IsAsciiLetter);
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) || digits is [.., '.'])
        {
            return Fail(at, isDuration ? "expected a duration such as 80ms or 1.5s" : "expected a number");
        }

        if (!isDuration)
        {
            return unit is "" or "usd" || Fail(at, $"'{unit}' is no unit here; write the number alone");
        }

        double? factor = unit switch { "us" => 1e-6, "ms" => 1e-3, "s" => 1, _ => null };
        value *= factor ?? 1;
        return factor is not null || Fail(at, unit.IsEmpty ? "the duration has no unit; use us, ms or s" : $"unknown unit '{unit}'; use us, ms or s");
    }

    private bool TryReadRate(out double rate)
    {
        var digits = ReadWord(static c => char.IsAsciiDigit(c) || c == '.');
        SkipSpace();
        var isNumber = double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && digits is not [.., '.'];
        rate = percent / 100;
        return isNumber && Accept('%') && rate is >= 0 and <= 1;
    }

    private bool Accept(char c)
    {
        if (AtEnd || _text[_position] != c)
        {
            return false;
        }

        _position++;
        return true;
    }

    private ReadOnlySpan<char> ReadWord(Func<char, bool> belongs)
    {
        var start = _position;
        while (!AtEnd && belongs(_text[_position]))
        {
            _position++;
        }

        return _text[start.._position];
    }

    private void SkipSpace()
    {
        while (!AtEnd && char.IsWhiteSpace(_text[_position]))
        {
            _position++;
        }
    }

    private bool Fail(int position, string problem)
    {
        _error = $"{ErrorCodes.InvalidCallModel}: '{_text}': column {position + 1}: {problem}.";
        return false;
    }
}
