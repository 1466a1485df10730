using System.Globalization;
using System.Text.Json.Nodes;
using Progressive.Assignment;
using Progressive.Definitions;
using Progressive.Diagnostics;

namespace Progressive.Migration;

/// <summary>
/// Their allocation as rules, in their order: who is let in by no filter, users, groups, percentiles, everybody else. Each rule says what IsEnabled
/// answers where that differs from what our variants say by themselves.
/// </summary>
internal sealed class MicrosoftAllocation(MicrosoftFlag flag, MicrosoftVariants variants, TranslationContext context)
{
    private readonly JsonArray _rules = [];
    private bool _isDecided;
    private readonly Written _written = flag.Written.Of("allocation");

    public JsonObject Translate()
    {
        var off = variants.ResolveDefault(_written.Of("default_when_disabled"));
        var enabled = Clause.Any(flag.ReadFilters(context).Select(static filter => filter.Clause));
        Add("no filter lets in", Clause.Not(enabled), off, off, variants.IsEnabledBy(off, otherwise: false));

        // Without an allocation theirs gives no variant, whoever asks.
        foreach (var (kind, list, attribute) in new[] { ("user", "users", (Func<IReadOnlyList<string>, Clause>)MicrosoftFilters.Users), ("group", "groups", MicrosoftFilters.InGroups) })
        {
            foreach (var entry in _written.Of(kind).List(kind))
            {
                var variant = variants.Resolve(entry.Of("variant"));
                Add(kind, attribute(entry.Of(list).Texts(list)), variant, off, variants.IsEnabledBy(variant, otherwise: true));
            }
        }

        var rest = variants.ResolveDefault(_written.Of("default_when_enabled"));
        AddPercentiles(rest, off);
        if (variants.IsEnabledBy(rest, otherwise: true) is var restEnabled && restEnabled != variants.IsOn(rest, off))
        {
            Add("default_when_enabled", Clause.Always, rest, off, restEnabled);
        }

        var json = new JsonObject { ["Variants"] = variants.ToJson(), ["Default"] = rest, ["Off"] = off };
        if (variants.Type(off, context.HasTypes) is { } type)
        {
            json["Type"] = type;
        }

        if (_rules.Count > 0)
        {
            json["Rules"] = _rules;
        }

        return json;
    }

    private string SaltOfPercentiles => _written.Of("seed").Text("seed") is { Length: > 0 } seed ? seed : $"allocation\n{flag.Id}";

    private void AddPercentiles(string rest, string off)
    {
        var ranges = ReadPercentiles();
        var pieces = Pieces(ranges, rest);
        var isEnabled = pieces.Select(piece => variants.IsEnabledBy(piece.Variant, otherwise: true)).Distinct().ToArray();
        if (ranges.Count == 0 || pieces.Count == 0 || _isDecided)
        {
            return;
        }

        if (pieces.Count > 1 && isEnabled.Length == 1)
        {
            // A rule answers IsEnabled for all that it serves, so the whole can be one split.
            var rule = new JsonObject
            {
                ["Name"] = "percentile",
                ["Serve"] = new JsonArray([.. pieces.Select(static piece => new JsonObject { [piece.Variant] = Assignment.Share.FromPartsPerMillion(piece.Parts).ToString() })]),
                ["StickBy"] = "targetingKey",
                ["Salt"] = SaltOfPercentiles,
            };
            if (pieces.Any(piece => variants.IsOn(piece.Variant, off) != isEnabled[0]))
            {
                rule["Enabled"] = isEnabled[0];
            }

            _rules.Add((JsonNode)rule);
            _isDecided = true;
            return;
        }

        foreach (var (variant, from, to) in ranges)
        {
            Add($"percentile to {variant}", MicrosoftFilters.Share(from, to, SaltOfPercentiles), variant, off, variants.IsEnabledBy(variant, otherwise: true));
        }
    }

    private List<(string Variant, Share From, Share To)> ReadPercentiles()
    {
        var ranges = new List<(string, Share, Share)>();
        foreach (var entry in _written.Of("percentile").List("percentile"))
        {
            var from = ReadBound(entry.Of("from"), "from");
            var to = ReadBound(entry.Of("to"), "to");
            if (from > to)
            {
                entry.Complain(ErrorCodes.ForeignAllocation, $"A percentile of flag '{flag.Id}' goes from {from} to {to}, which is backwards. Swap the two.");
            }
            else
            {
                ranges.Add((variants.Resolve(entry.Of("variant")), from, to));
            }
        }

        return ranges;
    }

    private Share ReadBound(Written written, string what) => written.IsEmpty ? Share.None : MicrosoftFilters.ReadShare(written, $"'{what}' of a percentile", flag.Id, context);

    /// <summary>Each part of the whole with the first range that has it; the gaps are the rest's.</summary>
    private static List<(string Variant, int Parts)> Pieces(List<(string Variant, Share From, Share To)> ranges, string rest)
    {
        var pieces = new List<(string Variant, int Parts)>();
        int[] ends = [.. ranges.SelectMany(static r => new[] { r.From.PartsPerMillion, r.To.PartsPerMillion }).Append(Share.Whole).Where(static end => end > 0).Distinct().Order()];
        var begin = 0;
        foreach (var end in ends)
        {
            var at = begin;
            var index = ranges.FindIndex(r => r.From.PartsPerMillion <= at && r.To.PartsPerMillion >= end);
            var variant = index < 0 ? rest : ranges[index].Variant;
            if (pieces.Count > 0 && pieces[^1].Variant == variant)
            {
                pieces[^1] = (variant, pieces[^1].Parts + end - begin);
            }
            else
            {
                pieces.Add((variant, end - begin));
            }

            begin = end;
        }

        return pieces;
    }

    // Explanations and metrics tell rules by their names.
    private string Unused(string name, string variant)
    {
        if (!IsUsed(name))
        {
            return name;
        }

        var full = name.EndsWith($" to {variant}", StringComparison.Ordinal) ? name : $"{name} to {variant}";
        var unused = full;
        for (var number = 2; IsUsed(unused); number++)
        {
            unused = string.Create(CultureInfo.InvariantCulture, $"{full} {number}");
        }

        return unused;
    }

    private bool IsUsed(string name) => _rules.Any(rule => rule!["Name"]!.GetValue<string>() == name);

    private void Add(string name, Clause clause, string variant, string off, bool isEnabled)
    {
        // Nobody comes to what stands behind a rule for everybody.
        if (clause == Clause.Never || _isDecided)
        {
            return;
        }

        _isDecided = clause == Clause.Always;
        var rule = new JsonObject { ["Name"] = Unused(name, variant) };
        if (clause.ToWhen() is { } when)
        {
            rule["When"] = when;
        }

        rule["Serve"] = variant;
        if (isEnabled != variants.IsOn(variant, off))
        {
            rule["Enabled"] = isEnabled;
        }

        _rules.Add((JsonNode)rule);
    }
}
