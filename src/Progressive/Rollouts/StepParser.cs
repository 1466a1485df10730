using System.Diagnostics.CodeAnalysis;
using Progressive.Assignment;
using Progressive.Diagnostics;

namespace Progressive.Rollouts;

/// <summary>Reads one step, word by word; a problem is reported at the column of the word it is in.</summary>
internal ref struct StepParser(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _next;
    private int _start;
    private string? _problem;

    public bool TryParse([NotNullWhen(true)] out Step? step, [NotNullWhen(false)] out string? error)
    {
        step = ReadStep();
        if (step is not null && Word() is { Length: > 0 } rest)
        {
            step = Fail($"'{rest}' is too much");
        }

        error = step is null
            ? $"{ErrorCodes.InvalidStep}: '{_text}' is no step: column {_start + 1}: {_problem}. Write '10% for 30m', '10%', 'approval' or '100%'."
            : null;
        return step is not null;
    }

    private static bool Is(ReadOnlySpan<char> word, string keyword) => word.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    private Step? ReadStep()
    {
        var word = Word();
        if (word.IsEmpty)
        {
            return Fail("the step is empty");
        }

        if (Is(word, "approval"))
        {
            return new Step(StepKind.Approval);
        }

        if (Is(word, "commit"))
        {
            return new Step(StepKind.Commit);
        }

        if (Is(word, "preview"))
        {
            return ReadDuration(new Step(StepKind.Preview), segmentAllowed: false);
        }

        if (Is(word, "shadow"))
        {
            word = Word();
            return Share.TryParse(word, null, out var copied)
                ? ReadDuration(new Step(StepKind.Shadow, copied), segmentAllowed: false)
                : Fail(word.IsEmpty ? "'shadow' needs a share, as in 'shadow 10%'" : NoShare(word));
        }

        return Share.TryParse(word, null, out var share) ? ReadDuration(new Step(StepKind.Share, share), segmentAllowed: true) : Fail(NoShare(word));
    }

    private Step? ReadDuration(Step step, bool segmentAllowed)
    {
        var word = Word();
        if (segmentAllowed && Is(word, "of"))
        {
            word = Word();
            if (word.IsEmpty || Is(word, "for"))
            {
                return Fail("'of' needs the name of a segment, as in '50% of staff'");
            }

            step = step with { Segment = word.ToString() };
            word = Word();
        }

        if (word.IsEmpty)
        {
            return step;
        }

        if (!Is(word, "for"))
        {
            return Fail($"'{word}' is not expected here; after the share comes 'for' and a duration, or nothing");
        }

        word = Word();
        if (!DurationText.TryParse(word, out var duration, out var offset, out var problem))
        {
            _start += offset;
            return Fail(problem);
        }

        return duration > TimeSpan.Zero ? step with { Duration = duration } : Fail("the duration is zero; leave out 'for' to go on as soon as the evidence is there");
    }

    private static string NoShare(ReadOnlySpan<char> word) =>
        $"'{word}' is no share; write a percentage from 0.0001% to 100% with at most four decimals";

    private Step? Fail(string problem)
    {
        _problem = problem;
        return null;
    }

    private ReadOnlySpan<char> Word()
    {
        while (_next < _text.Length && char.IsWhiteSpace(_text[_next]))
        {
            _next++;
        }

        _start = _next;
        while (_next < _text.Length && !char.IsWhiteSpace(_text[_next]))
        {
            _next++;
        }

        return _text[_start.._next];
    }
}
