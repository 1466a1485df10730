using App;

// Each check is one thing a user's trimmed, ahead-of-time compiled application does with the packages.
(string Name, Func<Task> Run)[] checks =
[
    ("the runtime is NativeAOT", RuntimeChecks.IsAheadOfTime),
    ("a context flows through awaits and is left", ContextChecks.Flows),
    ("a share is written as it is read", ContextChecks.SharesRoundTrip),
    ("a service is routed by the generated proxy", ServiceChecks.Routes),
    ("a failing candidate is taken back, and stays so after a restart", ServiceChecks.TakesBack),
    ("a store in PostgreSQL tells an outage", PostgreSqlChecks.TellsOutage),
    ("a store in Redis tells an outage", RedisChecks.TellsOutage),
    ("an endpoint variant is chosen inside routing", EndpointChecks.Chooses),
];

#if SEED
// What the gate must not let pass: a type named at run time.
Console.WriteLine(Type.GetType(args[0])?.GetProperties().Length);
#endif

var failed = 0;
foreach (var (name, run) in checks)
{
    try
    {
        await run().ConfigureAwait(false);
        Console.WriteLine($"ok     {name}");
    }
    catch (Exception exception)
    {
        failed++;
        Console.WriteLine($"FAILED {name}: {exception}");
    }
}

Console.WriteLine($"{checks.Length - failed} ok, {failed} failed");
return failed == 0 ? 0 : 1;
