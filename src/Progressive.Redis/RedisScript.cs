using System.Security.Cryptography;
using System.Text;

namespace Progressive.Redis;

/// <summary>A script, and the name that servers give it.</summary>
internal sealed class RedisScript(string text)
{
    internal string Text => text;

    internal byte[] Hash { get; } = SHA1.HashData(Encoding.UTF8.GetBytes(text));
}
