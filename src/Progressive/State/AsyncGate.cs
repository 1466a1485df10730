using System.Threading.Channels;

namespace Progressive.State;

/// <summary>One at a time, first come first served, without blocking a thread. A channel of one place, because it owns nothing that wants to be disposed.</summary>
internal sealed class AsyncGate
{
    private readonly Channel<byte> _place = Channel.CreateBounded<byte>(1);

    internal ValueTask EnterAsync(CancellationToken cancellationToken) => _place.Writer.WriteAsync(0, cancellationToken);

    internal void Leave() => _place.Reader.TryRead(out _);
}
