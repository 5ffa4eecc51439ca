using System.Runtime.InteropServices;

namespace CtrBench.Traffic.Kafka.Native;

/// <summary>
/// The functions of librdkafka that a producer needs in addition to <see cref="Librdkafka"/>, which is used first and loads the library.
/// </summary>
internal static unsafe partial class LibrdkafkaProducer
{
    private const string Library = Librdkafka.Library;

    /// <summary>What a client reports as events of its queue instead of callbacks: a set of <c>RD_KAFKA_EVENT_..</c>.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set_events")]
    public static partial void ConfSetEvents(nint conf, int events);

    /// <summary>A topic of a client.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint TopicNew(ProducerHandle client, string topic, nint conf);

    /// <summary>The queue of a client's events; a reference to release with <see cref="Librdkafka.QueueDestroy"/>.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_get_main")]
    public static partial nint QueueGetMain(ProducerHandle client);

    /// <summary>
    /// Queues a record; 0 = queued, else an error to free with <see cref="ErrorDestroy"/>. Never waits for queue space or for a broker.
    /// </summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_produceva")]
    public static partial nint Produce(ProducerHandle client, NativeArgument* arguments, nuint count);

    /// <summary>The code of an error.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_error_code")]
    public static partial int ErrorCode(nint error);

    /// <summary>Frees an error.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_error_destroy")]
    public static partial void ErrorDestroy(nint error);

    /// <summary>The fatal error of a client; 0 = none.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_fatal_error")]
    public static partial int FatalError(ProducerHandle client, byte* text, nuint size);

    /// <summary>The next event of a queue, or 0 on timeout; must be freed with <see cref="EventDestroy"/>.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_poll")]
    public static partial nint QueuePoll(nint queue, int timeoutMs);

    /// <summary>Makes the running poll, or the next one, return at once.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_yield")]
    public static partial void QueueYield(nint queue);

    /// <summary>The type of an event: one of <c>RD_KAFKA_EVENT_..</c>.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_event_type")]
    public static partial int EventType(nint @event);

    /// <summary>Reads the next records of a delivery report; the event still owns them. Returns how many, 0 = no more.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_event_message_array")]
    public static partial nuint EventMessages(nint @event, NativeMessage** messages, nuint size);

    /// <summary>The code of an error event.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_event_error")]
    public static partial int EventError(nint @event);

    /// <summary>The message of an error event, which the event owns.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_event_error_string")]
    public static partial byte* EventErrorText(nint @event);

    /// <summary>Frees an event and its records.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_event_destroy")]
    public static partial void EventDestroy(nint @event);
}
