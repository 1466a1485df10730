using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Progressive.Benchmarks.Subjects;

/// <summary>The same 1,024 users for every peer, as GUID texts, each with its context built beforehand.</summary>
internal static class Users
{
    public const int Mask = 1023;

    public static string[] Keys { get; } = [.. Enumerable.Range(0, Mask + 1).Select(MakeKey)];

    public static EvaluationContext[] Contexts { get; } = [.. Keys.Select(key => new EvaluationContext(key))];

    // Derived from the index, so that every run and every peer sees the same users.
    private static string MakeKey(int index) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(index.ToString(CultureInfo.InvariantCulture))).AsSpan(0, 16)).ToString();
}
