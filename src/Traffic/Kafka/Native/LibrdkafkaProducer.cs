using System.Runtime.InteropServices;

namespace CtrBench.Traffic.Kafka.Native;

/// <summary>
/// The functions of librdkafka that writing needs besides those of <see cref="Librdkafka"/>, which is used first and loads the file.
/// </summary>
internal static unsafe partial class LibrdkafkaProducer
{
    private const string Library = Librdkafka.Library;

    /// <summary>What a client tells by events of its queue instead of callbacks: a set of <c>RD_KAFKA_EVENT_..</c>.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set_events")]
    public static partial void ConfSetEvents(nint conf, int events);

    /// <summary>A topic of a client.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint TopicNew(ProducerHandle client, string topic, nint conf);

    /// <summary>The queue of a client's events; a reference that <see cref="Librdkafka.QueueDestroy"/> gives up.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_get_main")]
    public static partial nint QueueGetMain(ProducerHandle client);

    /// <summary>
    /// Queues a record; 0 = queued, else an error that <see cref="ErrorDestroy"/> gives back. Never waits for room or for a broker.
    /// </summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_produceva")]
    public static partial nint Produce(ProducerHandle client, NativeArgument* arguments, nuint count);

    /// <summary>The code of an error.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_error_code")]
    public static partial int ErrorCode(nint error);

    /// <summary>Gives an error back.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_error_destroy")]
    public static partial void ErrorDestroy(nint error);

    /// <summary>What broke a client for good; 0 = nothing.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_fatal_error")]
    public static partial int FatalError(ProducerHandle client, byte* text, nuint size);

    /// <summary>The next event of a queue, or 0 when none comes in time; owed an <see cref="EventDestroy"/>.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_poll")]
    public static partial nint QueuePoll(nint queue, int timeoutMs);

    /// <summary>Lets the poll that is running, or the next, return at once.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_yield")]
    public static partial void QueueYield(nint queue);

    /// <summary>What an event is: one of <c>RD_KAFKA_EVENT_..</c>.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_event_type")]
    public static partial int EventType(nint @event);

    /// <summary>Takes the next records that a report is about; they stay the event's. Returns how many, 0 = that was all.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_event_message_array")]
    public static partial nuint EventMessages(nint @event, NativeMessage** messages, nuint size);

    /// <summary>The code of an error event.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_event_error")]
    public static partial int EventError(nint @event);

    /// <summary>The words of an error event, which stay its own.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_event_error_string")]
    public static partial byte* EventErrorText(nint @event);

    /// <summary>Gives an event back, and the records it is about.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_event_destroy")]
    public static partial void EventDestroy(nint @event);
}
