using Progressive.Cli;

return await Tool.RunAsync(args, ToolConsole.Process(), CancellationToken.None).ConfigureAwait(false);
