using System.Net;
using System.Net.Sockets;

namespace Quickstart.Show;

/// <summary>Where the shop listens: on this machine only.</summary>
internal static class Addresses
{
    private const int Preferred = 5080;

    /// <summary>A port to remember for people who will look around; any port for a run that ends by itself, or where that one is taken.</summary>
    public static string Choose(Arguments arguments) => $"http://127.0.0.1:{(arguments.Exit || !IsFree(Preferred) ? 0 : Preferred)}";

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
