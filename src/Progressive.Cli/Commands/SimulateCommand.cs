using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Progressive.Assignment;
using Progressive.Cli.Diagnostics;
using Progressive.Cli.Output;
using Progressive.Definitions;
using Progressive.Rollouts;
using Progressive.Simulation;

namespace Progressive.Cli.Commands;

/// <summary><c>progressive simulate FILE --flag KEY</c></summary>
internal sealed class SimulateCommand(ToolConsole console)
{
    private readonly Argument<string[]> _files = FilesArgument.Create();
    private readonly Option<string> _flag = new("--flag", "-f") { Description = "The flag whose rollout is simulated.", Required = true, HelpName = "KEY" };
    private readonly Option<double> _rps = new("--rps")
    {
        Description = "Calls of the flag per second, of both variants together.",
        DefaultValueFactory = static _ => 50,
        CustomParser = static result => Number(result, "a number above 0, such as 50 or 0.5"),
        HelpName = "N",
    };

    private readonly Option<string?> _stable = new("--stable") { Description = "How stable's calls turn out: error_rate=0.2%,latency=lognormal(80ms,0.4). Measures by name: cost_usd=lognormal(0.01,0.5).", HelpName = "MODEL" };
    private readonly Option<string?> _candidate = new("--candidate") { Description = "How the candidate's calls turn out; what is left out is like stable.", HelpName = "MODEL" };
    private readonly Option<int?> _runs = new("--runs")
    {
        Description = "Simulated rollouts of each candidate. Default: 200, 100 of each faulty one, fewer where that would take long.",
        CustomParser = static result => (int?)Whole(result, 1_000_000),
        HelpName = "N",
    };

    private readonly Option<ulong> _seed = new("--seed")
    {
        Description = "The same seed gives the same result.",
        DefaultValueFactory = static _ => 1,
        CustomParser = static result => Whole(result, ulong.MaxValue),
        HelpName = "N",
    };

    private readonly Option<TimeSpan> _horizon = new("--for")
    {
        Description = "After which a rollout that has not ended counts as undecided.",
        DefaultValueFactory = static _ => TimeSpan.FromDays(30),
        CustomParser = Duration,
        HelpName = "D",
    };

    private readonly Option<TimeSpan> _approval = new("--approve-after")
    {
        Description = "How long an approval takes. Default: given at once.",
        CustomParser = Duration,
        HelpName = "D",
    };

    private readonly Option<double> _alpha = new("--alpha")
    {
        Description = "The chance of a false rollback each guard may spend, as in RolloutOptions.Alpha.",
        DefaultValueFactory = static _ => 0.01,
        CustomParser = static result => Number(result, "a number above 0 and at most 0.5, such as 0.01"),
        HelpName = "P",
    };

    private readonly Option<DateTimeOffset?> _start = new("--start")
    {
        Description = "When the rollout starts, such as 2026-01-05T09:00:00Z; matters to freezes.",
        CustomParser = Moment,
        HelpName = "TIME",
    };

    private readonly Option<string[]> _segments = new("--segment")
    {
        Description = "What part of the calls a segment makes, such as staff=5%; once for each segment of the plan. Default: 10%.",
        HelpName = "NAME=SHARE",
    };

    private readonly Option<string?> _svg = new("--svg") { Description = "Writes the candidate's share over time as a picture.", HelpName = "FILE" };
    private readonly Option<string> _output = OutputOption.Create();

    public static Command Create(ToolConsole console)
    {
        var simulate = new SimulateCommand(console);
        var command = new Command("simulate", "Runs a flag's rollout many times under assumed traffic, with the guards and the steps of the product on virtual time.")
        {
            simulate._files, simulate._flag, simulate._rps, simulate._stable, simulate._candidate, simulate._runs, simulate._seed, simulate._horizon,
            simulate._approval, simulate._alpha, simulate._segments, simulate._start, simulate._svg, simulate._output,
        };
        command.SetAction(simulate.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = Options(parsed);
        var files = await FilesArgument.ReadAsync(parsed.GetRequiredValue(_files), console, cancellationToken).ConfigureAwait(false);
        var validation = DefinitionValidator.Validate(files);
        if (!validation.IsValid)
        {
            ValidationText.WriteProblems(console.Error, validation);
            throw new ToolException(ErrorCodes.InvalidDefinitions, "The definitions have problems, so nothing was simulated. Repair them; 'progressive validate' lists them as well.");
        }

        var flag = parsed.GetRequiredValue(_flag);
        ThrowUnlessRolledOut(validation, flag);

        await console.Error.WriteLineAsync($"Simulating the rollout of '{flag}' ...").ConfigureAwait(false);

        // On the thread pool, so that an interrupt is noticed at once; the runs look at it every few thousand ticks.
        var result = await Task.Run(() => validation.Simulate(flag, options, cancellationToken)!, cancellationToken).ConfigureAwait(false);
        if (parsed.GetValue(_svg) is { } picture)
        {
            await OutputFile.WriteAsync(picture, WeightPicture.Draw(flag, result), cancellationToken).ConfigureAwait(false);
        }

        if (OutputOption.IsJson(parsed, _output))
        {
            await console.Output.WriteLineAsync(SimulationJson.Write(flag, result, validation)).ConfigureAwait(false);
        }
        else
        {
            SimulationText.Write(console, flag, result, validation);
        }

        return ExitCode.Ok;
    }

    private static void ThrowUnlessRolledOut(DefinitionValidation validation, string flag)
    {
        if (validation.PlanOf(flag) is not null)
        {
            return;
        }

        string[] withRollout = [.. validation.Flags.Where(key => validation.PlanOf(key) is not null)];
        var known = withRollout.Length == 0 ? "No flag in the files has a rollout." : $"Flags with a rollout: {string.Join(", ", withRollout)}.";
        throw validation.Flags.Contains(flag, StringComparer.OrdinalIgnoreCase)
            ? new ToolException(ErrorCodes.NoRollout, $"Flag '{flag}' has no rollout to simulate. {known}")
            : new ToolException(ErrorCodes.UnknownFlag, $"There is no flag '{flag}' in the files. {known}");
    }

    private SimulationOptions Options(ParseResult parsed)
    {
        var options = new SimulationOptions
        {
            CallsPerSecond = parsed.GetValue(_rps),
            Runs = parsed.GetValue(_runs),
            Seed = parsed.GetValue(_seed),
            Horizon = parsed.GetValue(_horizon),
            ApprovalAfter = parsed.GetValue(_approval),
            Alpha = parsed.GetValue(_alpha),
            Segments = Segments(parsed.GetValue(_segments) ?? []),
        };
        options = options with { Stable = Model("--stable", parsed.GetValue(_stable), options.Stable), StartsAt = parsed.GetValue(_start) ?? options.StartsAt };
        return parsed.GetValue(_candidate) is { } candidate ? options with { Candidate = Model("--candidate", candidate, options.Stable) } : options;
    }

    private static Dictionary<string, double> Segments(string[] written)
    {
        var segments = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase);
        foreach (var text in written)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || !Share.TryParse(text.AsSpan(at + 1), null, out var share) || share == Share.None)
            {
                throw new ToolException(ErrorCodes.Usage, $"--segment '{text}': write a segment and its part of the calls, such as staff=5%.");
            }

            segments[text[..at]] = share.Fraction;
        }

        return segments;
    }

    private static CallModel Model(string option, string? text, CallModel start) =>
        text is null ? start
        : CallModel.TryParse(text, start, out var model, out var error) ? model
        : throw new ToolException(ErrorCodes.Usage, $"{option}: {error}");

    private static double Number(ArgumentResult result, string shape)
    {
        if (double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > 0 && double.IsFinite(number))
        {
            return number;
        }

        result.AddError($"{Name(result)} '{result.Tokens[0].Value}': write {shape}.");
        return 1;
    }

    private static ulong Whole(ArgumentResult result, ulong most)
    {
        if (ulong.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most && (number > 0 || most == ulong.MaxValue))
        {
            return number;
        }

        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{Name(result)} '{result.Tokens[0].Value}': write a whole number of at most {most}."));
        return 1;
    }

    // The grammar of steps is where durations are read; this way they are the same everywhere.
    private static TimeSpan Duration(ArgumentResult result)
    {
        if (Step.TryParse($"1% for {result.Tokens[0].Value}", null, out var step) && step.Duration is { } duration)
        {
            return duration;
        }

        result.AddError($"{Name(result)} '{result.Tokens[0].Value}': write a duration like 90s, 15m, 1h30m or 2d.");
        return TimeSpan.FromSeconds(1);
    }

    private static DateTimeOffset? Moment(ArgumentResult result)
    {
        if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
        {
            return moment;
        }

        result.AddError($"{Name(result)} '{result.Tokens[0].Value}': write a time like 2026-01-05T09:00:00Z.");
        return null;
    }

    private static string Name(ArgumentResult result) => result.Parent is OptionResult option ? option.Option.Name : "";
}
