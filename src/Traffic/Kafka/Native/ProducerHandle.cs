using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace CtrBench.Traffic.Kafka.Native;

/// <summary>
/// Owns a client of librdkafka that writes one topic, and the parts that must be released before it: the topic and the queue of its events.
/// A running call holds the handle, so nothing is released during it.
/// </summary>
internal sealed unsafe class ProducerHandle : SafeHandle
{
    /// <summary>A delivery report.</summary>
    public const int Delivered = 0x1;

    /// <summary>An error event.</summary>
    public const int Error = 0x8;

    private const int Producer = 0;
    private nint _queue;

    private ProducerHandle()
        : base(0, ownsHandle: true)
    {
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The topic that is written, for <see cref="NativeArgument.Topic"/>.</summary>
    public nint Topic { get; private set; }

    /// <summary>A client that connects by itself.</summary>
    /// <exception cref="InvalidOperationException">librdkafka rejected a property, or cannot create a client; the message is
    /// librdkafka's.</exception>
    public static ProducerHandle Open(IEnumerable<KeyValuePair<string, string>> properties, string topic)
    {
        var producer = new ProducerHandle();
        var conf = Librdkafka.ConfNew();
        try
        {
            Librdkafka.ConfSetAll(conf, properties);
            LibrdkafkaProducer.ConfSetEvents(conf, Delivered | Error);
            Librdkafka.ConfSetLog(conf, ClientCallbacks.Log);
            var client = Librdkafka.NewClient(Producer, conf);
            conf = 0;
            producer.SetHandle(client);
            producer.Topic = LibrdkafkaProducer.TopicNew(producer, topic, 0);
            if (producer.Topic == 0) throw new InvalidOperationException($"'{topic}' is not a valid topic name");
            producer._queue = LibrdkafkaProducer.QueueGetMain(producer);
            return producer;
        }
        catch
        {
            if (conf != 0) Librdkafka.ConfDestroy(conf);
            producer.Dispose();
            throw;
        }
    }

    /// <summary>Queues a record, whose bytes are copied.</summary>
    /// <returns>Its error; <see cref="ErrorCode.NoError"/> = a delivery report follows.</returns>
    public ErrorCode Produce(NativeArgument* arguments, int count)
    {
        var error = LibrdkafkaProducer.Produce(this, arguments, (nuint)count);
        if (error == 0) return ErrorCode.NoError;
        var code = (ErrorCode)LibrdkafkaProducer.ErrorCode(error);
        LibrdkafkaProducer.ErrorDestroy(error);
        return code;
    }

    /// <summary>The next event, or 0 on timeout; must be freed with <see cref="LibrdkafkaProducer.EventDestroy"/>.</summary>
    public nint Poll(int timeoutMs)
    {
        var held = false;
        try
        {
            DangerousAddRef(ref held);
            return LibrdkafkaProducer.QueuePoll(_queue, timeoutMs);
        }
        finally
        {
            if (held) DangerousRelease();
        }
    }

    /// <summary>Makes the running <see cref="Poll"/>, or the next one, return at once.</summary>
    public void StopPoll()
    {
        var held = false;
        try
        {
            DangerousAddRef(ref held);
            LibrdkafkaProducer.QueueYield(_queue);
        }
        finally
        {
            if (held) DangerousRelease();
        }
    }

    /// <summary>The message of an error; for an error that only says that the client has failed, its cause.</summary>
    public Error Describe(ErrorCode code, string? reason = null)
    {
        if (code != ErrorCode.Local_Fatal) return new(code, reason ?? Librdkafka.Text(Librdkafka.ErrorText((int)code)));
        var text = stackalloc byte[Librdkafka.MessageBytes];
        return LibrdkafkaProducer.FatalError(this, text, Librdkafka.MessageBytes) is not NativeError.None and var behind
            ? new((ErrorCode)behind, Librdkafka.Text(text), isFatal: true)
            : new(code, reason, isFatal: true);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        if (Topic != 0) Librdkafka.TopicDestroy(Topic);
        if (_queue != 0) Librdkafka.QueueDestroy(_queue);
        // Drops records not sent yet, does not wait for a broker, and joins the client's threads.
        Librdkafka.Destroy(handle);
        return true;
    }
}
