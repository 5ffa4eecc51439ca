using System.Buffers.Binary;
using System.Net.Sockets;
using Confluent.Kafka;

namespace CtrBench.Traffic.Kafka;

/// <summary>One request of Kafka's protocol that the client library does not have, on a connection of its own.</summary>
internal static class PlainRequest
{
    private const int MaxAnswerBytes = 1 << 20;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The answer without its length; null when there is none in time, and where the broker requires TLS or SASL.
    /// </summary>
    /// <param name="settings">How the broker is reached.</param>
    /// <param name="broker">Which broker.</param>
    /// <param name="request">The request, prefixed with its length.</param>
    /// <param name="clock">Bounds the wait.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<byte[]?> AskAsync(
        KafkaSettings settings, BrokerMetadata broker, byte[] request, TimeProvider clock, CancellationToken ct)
    {
        var protocol = settings.Properties.GetValueOrDefault("security.protocol", "plaintext");
        if (!protocol.Equals("plaintext", StringComparison.OrdinalIgnoreCase)) return null;
        using var limit = new CancellationTokenSource(Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(broker.Host, broker.Port, either.Token).ConfigureAwait(false);
            var stream = tcp.GetStream();
            await stream.WriteAsync(request, either.Token).ConfigureAwait(false);
            var length = new byte[4];
            await stream.ReadExactlyAsync(length, either.Token).ConfigureAwait(false);
            var size = BinaryPrimitives.ReadInt32BigEndian(length);
            if (size is < 6 or > MaxAnswerBytes) return null;
            var answer = new byte[size];
            await stream.ReadExactlyAsync(answer, either.Token).ConfigureAwait(false);
            return answer;
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return null;
        }
    }
}
