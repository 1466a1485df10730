using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Progressive.Assignment;
using Progressive.Diagnostics;
using Progressive.Flags;
using Progressive.Flags.Rules;

namespace Progressive.Definitions;

/// <summary>The segments of one load, read when they are first referred to, so that they may refer to each other in any order.</summary>
internal sealed class SegmentCatalog(IReadOnlyDictionary<string, JsonNode?> written, ProblemList problems)
{
    // Reading and asking go down with them, and the stack has an end.
    private const int Deepest = 32;

    // A segment is asked anew wherever one refers to it: two references a level would make two thousand million questions of 32 levels.
    private const int MostAsked = 10_000;

    internal static readonly string[] Known = ["When", "Include", "Exclude", "By", "Description"];

    private readonly Dictionary<string, (Segment? Segment, int Depth, int Asked)> _read = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _reading = [];

    // Who leads to a segment: another one, or (the empty name) a flag or a plan.
    private readonly Dictionary<string, HashSet<string>> _references = new(StringComparer.OrdinalIgnoreCase);

    // For each of those being read: how deep the segments go that it refers to, and how many of them are asked at most.
    private readonly List<(int Depth, int Asked)> _within = [];

    /// <summary>Reads every segment, those included that nobody refers to.</summary>
    public void ReadAll()
    {
        foreach (var name in written.Keys)
        {
            Read(name);
        }
    }

    /// <summary>Those that no flag and no plan leads to, not even by way of other segments.</summary>
    public IReadOnlyList<string> Unused
    {
        get
        {
            var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            Stack<string> open = new([""]);
            while (open.TryPop(out var name))
            {
                foreach (var next in _references.GetValueOrDefault(name) ?? [])
                {
                    if (used.Add(next))
                    {
                        open.Push(next);
                    }
                }
            }

            return [.. written.Keys.Where(name => !used.Contains(name))];
        }
    }

    /// <returns>The segment; null where there is none, or something is wrong with it, which has been complained about.</returns>
    public Segment? Find(Written place, string name)
    {
        if (!written.ContainsKey(name))
        {
            var hint = MemberNames.Nearest(name, written.Keys) is { } meant ? $" Did you mean '{meant}'?"
                : written.Count > 0 ? $" There are {string.Join(", ", written.Keys.Take(8))}."
                : " There are no segments at all.";
            place.Complain(ErrorCodes.UnknownSegment, $"Nobody defines the segment '{Scalars.Cut(name)}'.{hint} Add it under Segments, or correct the name.");
            return null;
        }

        var by = _reading.Count == 0 ? "" : _reading[^1];
        if (!_references.TryGetValue(by, out var references))
        {
            _references[by] = references = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        }

        references.Add(name);
        var at = _reading.FindIndex(other => string.Equals(other, name, StringComparison.OrdinalIgnoreCase));
        if (at >= 0)
        {
            place.Complain(
                ErrorCodes.SegmentCycle,
                $"The segment '{name}' refers to itself: {string.Join(" -> ", _reading.Skip(at).Append(name))}. Take one of these references out.");
            return null;
        }

        if (_reading.Count > 0)
        {
            var depth = _read.TryGetValue(name, out var known) ? known.Depth : 1;
            if (_reading.Count + depth > Deepest)
            {
                place.Complain(
                    ErrorCodes.SegmentCycle, $"Segments refer to segments more than {Deepest} deep: {_reading[0]} -> … -> {name}. Write some of their conditions where they are used.");
                return null;
            }
        }

        var segment = Read(name);
        if (_within is [.., (_, > MostAsked)])
        {
            place.Complain(
                ErrorCodes.SegmentCycle, $"The segment '{_reading[^1]}' asks more than {MostAsked} others, one of them as often as something refers to it. Let segments refer to fewer segments.");

            // Said once, and not by each of those that refer to this one.
            _within[^1] = (_within[^1].Depth, int.MinValue);
            return null;
        }

        return segment;
    }

    /// <returns>The segment; null where there is none that is good.</returns>
    public Segment? Read(string name)
    {
        if (!_read.TryGetValue(name, out var known) && written.ContainsKey(name))
        {
            _reading.Add(name);
            _within.Add((0, 0));
            var segment = Read(name, new Written(written[name], new DefinitionPath(null, "Segments").At(name), problems));
            _reading.RemoveAt(_reading.Count - 1);
            known = (segment, _within[^1].Depth + 1, Math.Max(0, _within[^1].Asked) + 1);
            _within.RemoveAt(_within.Count - 1);
            _read[name] = known;
        }

        if (_within is [.., var (depth, asked)])
        {
            _within[^1] = (Math.Max(depth, known.Depth), asked + known.Asked);
        }

        return known.Segment;
    }

    private Segment? Read(string name, Written entry)
    {
        if (!Keys.IsValid(name, out var why))
        {
            entry.Complain(ErrorCodes.InvalidKey, $"'{Scalars.Cut(name)}' is no name of a segment: {why}. Use letters, digits and . _ / -.");
            return null;
        }

        string? by = null;
        IReadOnlyList<string> include = [];
        IReadOnlyList<string> exclude = [];
        Written? when = null;
        foreach (var member in entry.Members($"The segment '{name}'"))
        {
            switch (member.Path.Name.ToUpperInvariant())
            {
                case "WHEN":
                    when = member;
                    break;
                case "INCLUDE":
                    include = member.Texts("Include");
                    break;
                case "EXCLUDE":
                    exclude = member.Texts("Exclude");
                    break;
                case "BY":
                    by = StickByReader.ReadAttribute(member, "By");
                    break;
                case "DESCRIPTION":
                    member.Text("Description");
                    break;
                default:
                    member.Complain(MemberNames.Unexpected(member.Path.Name, $"segment '{name}'", Known, []));
                    break;
            }
        }

        var scope = new ConditionScope(this, by is null ? StickyKey.TargetingKey : StickyKey.Attribute, by, name.ToLowerInvariant(), Bucketing.Native);
        return new Segment(
            name,
            by,
            include.ToFrozenSet(StringComparer.Ordinal),
            exclude.ToFrozenSet(StringComparer.Ordinal),
            when is { Node: not (null or JsonObject { Count: 0 }) } conditions ? ConditionReader.Read(conditions, scope) : null);
    }
}
