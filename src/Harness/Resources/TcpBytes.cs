using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace CtrBench.Harness.Resources;

/// <summary>A TCP connection of this machine, as the kernel counts it.</summary>
/// <param name="LocalPort">Its own port.</param>
/// <param name="RemotePort">The port at the other end.</param>
/// <param name="Inode">Of its socket, which says whose it is.</param>
/// <param name="SentBytes">Bytes that the other end has acknowledged.</param>
/// <param name="ReceivedBytes">Bytes received.</param>
internal readonly record struct TcpConnection(int LocalPort, int RemotePort, long Inode, long SentBytes, long ReceivedBytes);

/// <summary>Asks the kernel for all TCP connections with their bytes (sock_diag of netlink: what <c>ss -i</c> shows).</summary>
internal static partial class TcpBytes
{
    private const int HeaderBytes = 16;
    private const int RequestBytes = 56;
    private const int MessageBytes = 72;
    private const ushort Done = 3;
    private const ushort ByFamily = 20;
    private const ushort InfoAttribute = 2;
    private const uint EveryStateButListening = ~(1u << 10);
    private const int AckedAt = 120;
    private const int ReceivedAt = 128;

    /// <summary>All connections; null where the kernel does not say.</summary>
    public static IReadOnlyList<TcpConnection>? Read()
    {
        const int Netlink = 16, Datagram = 2, CloseOnExec = 0x80000, SockDiag = 4;
        if (!OperatingSystem.IsLinux()) return null;
        var socket = Socket(Netlink, Datagram | CloseOnExec, SockDiag);
        if (socket < 0) return null;
        try
        {
            List<TcpConnection> all = [];
            return Ask(socket, 2, all) && Ask(socket, 10, all) ? all : null;
        }
        finally
        {
            _ = Close(socket);
        }
    }

    /// <summary>Adds the connections of one answer; false: it is an error. <paramref name="done"/>: it was the last one.</summary>
    public static bool Parse(ReadOnlySpan<byte> answer, List<TcpConnection> into, out bool done)
    {
        done = false;
        while (answer.Length >= HeaderBytes)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(answer);
            var type = BinaryPrimitives.ReadUInt16LittleEndian(answer[4..]);
            if (type == Done) done = true;
            if (type == Done) return true;
            if (type != ByFamily || length < HeaderBytes + MessageBytes || length > answer.Length) return false;
            if (Connection(answer[HeaderBytes..length]) is { } connection) into.Add(connection);
            answer = answer[Math.Min(answer.Length, Align(length))..];
        }

        return true;
    }

    private static bool Ask(int socket, byte family, List<TcpConnection> into)
    {
        var request = new byte[HeaderBytes + RequestBytes];
        BinaryPrimitives.WriteInt32LittleEndian(request, request.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(request.AsSpan(4), ByFamily);
        BinaryPrimitives.WriteUInt16LittleEndian(request.AsSpan(6), 0x301);
        (request[16], request[17], request[18]) = (family, 6, 1 << (InfoAttribute - 1));
        BinaryPrimitives.WriteUInt32LittleEndian(request.AsSpan(20), EveryStateButListening);
        if (Send(socket, request, request.Length, 0) != request.Length) return false;
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var length = (int)Receive(socket, buffer, buffer.Length, 0);
            if (length <= 0 || !Parse(buffer.AsSpan(0, length), into, out var done)) return false;
            if (done) return true;
        }
    }

    private static TcpConnection? Connection(ReadOnlySpan<byte> message)
    {
        var (local, remote) = (BinaryPrimitives.ReadUInt16BigEndian(message[4..]), BinaryPrimitives.ReadUInt16BigEndian(message[6..]));
        var inode = BinaryPrimitives.ReadUInt32LittleEndian(message[68..]);
        for (var attributes = message[MessageBytes..]; attributes.Length >= 4;)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(attributes);
            if (length < 4 || length > attributes.Length) return null;
            var value = attributes[4..length];
            if (BinaryPrimitives.ReadUInt16LittleEndian(attributes[2..]) == InfoAttribute && value.Length >= ReceivedAt + 8)
            {
                return new TcpConnection(
                    local, remote, inode, BinaryPrimitives.ReadInt64LittleEndian(value[AckedAt..]),
                    BinaryPrimitives.ReadInt64LittleEndian(value[ReceivedAt..]));
            }

            attributes = attributes[Math.Min(attributes.Length, Align(length))..];
        }

        // A state in which the kernel keeps no counts.
        return null;
    }

    private static int Align(int length) => (length + 3) & ~3;

    [LibraryImport("libc", EntryPoint = "socket")]
    private static partial int Socket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint Send(int socket, byte[] bytes, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv")]
    private static partial nint Receive(int socket, byte[] bytes, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int socket);
}
