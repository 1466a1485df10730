using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Progressive.Benchmarks.Subjects;

/// <summary>A host with that many flags of three rules each, in a file.</summary>
internal sealed class RuledFlags : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly int _count;
    private IHost? _host;

    public RuledFlags(int count)
    {
        _count = count;
        var json = new StringBuilder("{ \"Segments\": { \"staff\": { \"Include\": [ \"u-1\" ] } }, \"Flags\": {");
        for (var i = 0; i < count; i++)
        {
            json.Append(CultureInfo.InvariantCulture, $$"""
                {{(i == 0 ? "" : ",")}} "flag-{{i:D5}}": { "Default": "off", "Rules": [
                  { "When": { "segment": "staff" }, "Serve": "on" },
                  { "When": { "country": [ "SE", "NO", "DK" ], "app": { "semver>=": "2.{{i % 9}}.0" } }, "Serve": "on" },
                  { "When": { "plan": "pro", "age": { ">=": {{i % 60}} } }, "Serve": { "on": "10%", "off": "90%" } } ] }
                """);
        }

        File.WriteAllText(_path, json.Append("} }").ToString());
    }

    public void Load()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddProgressiveDelivery().AddProgressiveFile(_path);
        _host = builder.Build();
        var flags = _host.Services.GetRequiredService<IFlags>();
        var staff = new EvaluationContext("u-1");
        for (var i = 0; i < _count; i++)
        {
            if (!flags.IsEnabled(string.Create(CultureInfo.InvariantCulture, $"flag-{i:D5}"), staff))
            {
                throw new InvalidOperationException("The flags do not answer as they are defined. Nothing was measured.");
            }
        }
    }

    public void Dispose()
    {
        _host?.Dispose();
        File.Delete(_path);
    }
}
