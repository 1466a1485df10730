namespace Progressive.State;

/// <summary>Reads lines and length-prefixed contents one after the other.</summary>
internal ref struct StateFileLines(ReadOnlySpan<byte> rest)
{
    private ReadOnlySpan<byte> _rest = rest;

    internal readonly bool IsAtEnd => _rest.IsEmpty;

    internal bool TryNext(out ReadOnlySpan<byte> line)
    {
        var end = _rest.IndexOf((byte)'\n');
        line = end < 0 ? default : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];
        return end >= 0;
    }

    internal bool TryContent(long length, out ReadOnlyMemory<byte> content)
    {
        if (length >= _rest.Length || _rest[(int)length] != (byte)'\n')
        {
            content = default;
            return false;
        }

        content = _rest[..(int)length].ToArray();
        _rest = _rest[((int)length + 1)..];
        return true;
    }
}
