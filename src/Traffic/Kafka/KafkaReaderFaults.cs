using Confluent.Kafka;
using CtrBench.Traffic.Kafka.Native;
using CtrBench.Traffic.Transport;

namespace CtrBench.Traffic.Kafka;

/// <summary>Classifies errors that librdkafka reports to a reader.</summary>
internal sealed class KafkaReaderFaults(KafkaSettings settings, string topic, KafkaClientErrors errors)
{
    /// <summary>Whether the error says that the topic or partition is gone, which a broker that has just started may report too.</summary>
    public static bool IsUnknown(int error) => KafkaErrors.ClassOf((ErrorCode)error) == KafkaErrorClass.UnknownTopic;

    /// <summary>Whether the error is permanent. A record that is larger than the client may receive stays so.</summary>
    public static bool IsPermanent(int error) =>
        error is NativeError.Fatal or NativeError.MessageTooLarge || KafkaErrors.ClassOf((ErrorCode)error) == KafkaErrorClass.Permanent;

    /// <summary>Creates a client; if librdkafka rejects a property, the exception names it.</summary>
    public T Open<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (InvalidOperationException e)
        {
            throw KafkaFaults.OfProperties(settings, e);
        }
    }

    /// <summary>Keeps a tolerated error for the message of a later fatal one.</summary>
    public void Remember(int error) => errors.Add(ErrorOf(error));

    /// <summary>The exception for an error that ends reading.</summary>
    public TransportException Of(string operation, int error) =>
        KafkaFaults.Of(settings, $"{operation} topic '{topic}'", ErrorOf(error), errors.Last);

    private static unsafe Error ErrorOf(int error) => new((ErrorCode)error, Librdkafka.Text(Librdkafka.ErrorText(error)));
}
