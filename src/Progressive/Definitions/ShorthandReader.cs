using System.Text.Json.Nodes;
using Progressive.Assignment;
using Progressive.Diagnostics;

namespace Progressive.Definitions;

/// <summary>Reads a flag that is written in one word: <c>true</c>, <c>false</c>, <c>25%</c>, or a variant's name.</summary>
internal static class ShorthandReader
{
    public const string On = "on";
    public const string Off = "off";

    public static FlagDefinition? Read(Written written, FlagDefinition flag)
    {
        if (Scalars.TryBoolean(written.Node, out var on))
        {
            return flag with { Shorthand = FlagShorthand.OnOff, Enabled = on, Default = on ? On : null };
        }

        if (!Scalars.TryText(written.Node, out var text) || text.Length == 0 || Scalars.TryNumber(written.Node, out _))
        {
            var percentage = Scalars.TryNumber(written.Node, out var number) && number is >= 0 and <= 100 ? $" Did you mean '{written.Node!.ToString()}%'?" : "";
            written.Complain(
                ErrorCodes.Shorthand,
                $"Flag '{flag.Key}' is {(written.Node is JsonArray ? "a list" : Scalars.Show(written.Node))}.{percentage} Write true, false, a share of on such as '25%', the name of a variant, or an object.");
            return null;
        }

        if (text.EndsWith('%'))
        {
            return ReadShare(written, flag, text);
        }

        if (!Keys.IsValid(text, out var why))
        {
            written.Complain(ErrorCodes.Shorthand, $"Flag '{flag.Key}' is '{Scalars.Cut(text)}', which is no name of a variant: {why}. Write true, false, a share of on such as '25%', or a variant.");
            return null;
        }

        return flag with { Shorthand = FlagShorthand.VariantForAll, Default = text };
    }

    private static FlagDefinition? ReadShare(Written written, FlagDefinition flag, string text)
    {
        if (!Share.TryParse(text, null, out var share))
        {
            written.Complain(ErrorCodes.InvalidShare, $"'{Scalars.Cut(text)}' is no share. Write a percentage from 0% to 100% with at most four decimals, such as '12.5%'.");
            return null;
        }

        var rest = Share.FromPartsPerMillion(Share.Whole - share.PartsPerMillion);
        return flag with
        {
            Shorthand = FlagShorthand.ShareOfOn,
            Split = new SharesDefinition([(On, share.PartsPerMillion, flag.Path), (Off, rest.PartsPerMillion, flag.Path)]),
        };
    }
}
