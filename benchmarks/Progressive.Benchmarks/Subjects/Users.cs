using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Progressive.Benchmarks.Subjects;

/// <summary>The same 1,024 users for every peer, as GUID texts, each with its context built beforehand.</summary>
internal static class Users
{
    public const int Mask = 1023;

    // Each context beside its key, as a request that has just come in leaves them.
    private static readonly (string Key, EvaluationContext Context)[] s_all = [.. Enumerable.Range(0, Mask + 1).Select(MakeKey).Select(static key => (key, new EvaluationContext(key)))];

    public static string[] Keys { get; } = [.. s_all.Select(static user => user.Key)];

    public static EvaluationContext[] Contexts { get; } = [.. s_all.Select(static user => user.Context)];

    // Derived from the index, so that every run and every peer sees the same users.
    private static string MakeKey(int index) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(index.ToString(CultureInfo.InvariantCulture))).AsSpan(0, 16)).ToString();
}
