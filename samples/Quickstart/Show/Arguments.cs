using System.Diagnostics.CodeAnalysis;

namespace Quickstart.Show;

/// <summary>What the command line asks for.</summary>
/// <param name="Exit">End with the show, instead of serving on.</param>
/// <param name="Json">Answer with a JSON object per rollout on standard output, and talk on standard error.</param>
internal sealed record Arguments(bool Exit, bool Json)
{
    private const int UsageStatus = 2;

    public static bool TryParse(ReadOnlySpan<string> args, [NotNullWhen(true)] out Arguments? arguments)
    {
        arguments = null;
        var (exit, json) = (false, false);
        for (; args.Length > 0; args = args[1..])
        {
            switch (args)
            {
                case ["--exit", ..]:
                    exit = true;
                    break;
                case ["--output", "json" or "table", ..]:
                    json = args[1] == "json";
                    args = args[1..];
                    break;
                default:
                    return false;
            }
        }

        arguments = new Arguments(exit, json);
        return true;
    }

    public static int ShowUsage()
    {
        Console.Error.WriteLine("""
            Usage: dotnet run --project samples/Quickstart [-- [--exit] [--output table|json]]

              --exit         end after the third rollout; status 0 only if one was promoted and two were taken back
              --output json  one JSON object per rollout on standard output

            Without --exit the shop serves on until Ctrl+C.
            """);
        return UsageStatus;
    }
}
