using Progressive.PostgreSql.Tests.Servers;

// One server for all tests: some stop it, and one measures it.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(PostgreSqlServer))]
