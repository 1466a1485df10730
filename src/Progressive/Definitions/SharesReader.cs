using System.Globalization;
using System.Text.Json.Nodes;
using Progressive.Assignment;
using Progressive.Diagnostics;

namespace Progressive.Definitions;

/// <summary>
/// Reads shares of variants: an object of percentages that make 100%; or, for bucketing of another product, where order counts, a list of objects with
/// one variant each, of percentages or of whole-number weights.
/// </summary>
internal static class SharesReader
{
    public static SharesDefinition Read(Written written, string what, Bucketing bucketing)
    {
        if (bucketing == Bucketing.Native)
        {
            return ReadPercentages(written, [.. written.Members(what)], what);
        }

        if (written.Node is JsonObject { Count: > 0 } members && !members.All(static member => member.Value is JsonObject))
        {
            written.Complain(
                ErrorCodes.InvalidBucketing,
                $"With a foreign bucketing the order of shares counts, and {what} is an object, which has none. Write a list: [ {{ \"on\": \"25%\" }}, {{ \"off\": \"75%\" }} ].");
            return SharesDefinition.None;
        }

        List<Written> entries = [];
        foreach (var item in written.List(what))
        {
            var inner = item.Members($"Each of {what}").ToArray();
            if (inner.Length != 1)
            {
                item.Complain(ErrorCodes.InvalidBucketing, $"Each entry of {what} names one variant and its share, as in {{ \"on\": \"25%\" }}; this one has {inner.Length} members.");
                continue;
            }

            entries.Add(inner[0]);
        }

        return entries.Count > 0 && entries.All(static entry => IsWeight(entry, out _)) ? ReadWeights(written, entries, what) : ReadPercentages(written, entries, what);
    }

    private static bool IsWeight(Written entry, out long weight)
    {
        weight = 0;
        return entry.Node is JsonValue scalar
            && long.TryParse(Scalars.TryText(scalar, out var text) ? text : scalar.ToJsonString(), NumberStyles.None, CultureInfo.InvariantCulture, out weight);
    }

    private static SharesDefinition ReadWeights(Written written, List<Written> entries, string what)
    {
        var read = new List<(string, long, DefinitionPath)>(entries.Count);
        UInt128 sum = 0;
        foreach (var entry in entries)
        {
            IsWeight(entry, out var weight);
            read.Add((entry.Path.Name, weight, entry.Path));
            sum += (ulong)weight;
        }

        if (sum == 0 || sum > (UInt128)RangeSplit.MostWeight)
        {
            written.Complain(ErrorCodes.InvalidBucketing, $"The weights of {what} make {sum}. They have to make at least 1 and at most {RangeSplit.MostWeight}.");
            return SharesDefinition.None;
        }

        return new SharesDefinition(read, AreWeights: true);
    }

    private static SharesDefinition ReadPercentages(Written written, List<Written> entries, string what)
    {
        var read = new List<(string Variant, long Weight, DefinitionPath Place)>();
        foreach (var entry in entries)
        {
            if (Scalars.TryText(entry.Node, out var text) && Share.TryParse(text, null, out var share))
            {
                read.Add((entry.Path.Name, share.PartsPerMillion, entry.Path));
            }
            else
            {
                entry.Complain(ErrorCodes.InvalidShare, $"{Scalars.Show(entry.Node)} is no share. Write a percentage from 0% to 100% with at most four decimals, such as '12.5%'.");
            }
        }

        var sum = read.Sum(static entry => entry.Weight);
        if (read.Count == entries.Count && read.Count > 0 && sum != Share.Whole)
        {
            var total = (sum / 10_000m).ToString("0.####", CultureInfo.InvariantCulture);
            written.Complain(ErrorCodes.SplitSum, $"The shares of {what} make {total}%. They have to make 100%; give the rest to the variant that is the default.");
            return new SharesDefinition([.. read.Select(static entry => (entry.Variant, 0L, entry.Place))]);
        }

        return new SharesDefinition(read);
    }
}
