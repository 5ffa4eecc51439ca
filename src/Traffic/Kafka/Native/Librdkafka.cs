using System.Runtime.InteropServices;

namespace CtrBench.Traffic.Kafka.Native;

/// <summary>
/// The few functions of librdkafka that both clients and reading in batches need; Confluent.Kafka, which loads the same file, has no
/// batched reading. Only functions that neither block nor take a lock that librdkafka holds during callbacks suppress the GC transition:
/// otherwise a thread stopped by the garbage collector could wait for it.
/// </summary>
internal static unsafe partial class Librdkafka
{
    /// <summary>The name that Confluent.Kafka loads too, so that the process holds one copy.</summary>
    public const string Library = "librdkafka";

    /// <summary>Room for a text of librdkafka's, bytes.</summary>
    public const int MessageBytes = 512;

    /// <summary>The builds for other C libraries, in Confluent.Kafka's order.</summary>
    private static readonly string[] OtherBuilds = ["alpine-librdkafka", "centos8-librdkafka"];

    private static readonly Lock Gate = new();
    private static nint _loaded;

    static Librdkafka() =>
        NativeLibrary.SetDllImportResolver(typeof(Librdkafka).Assembly, (name, _, path) => name == Library ? Load(path) : 0);

    /// <summary>Version as 0xMMmmrrpp.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_version")]
    public static partial int Version();

    /// <summary>A text for an error code; static memory.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_err2str")]
    public static partial byte* ErrorText(int error);

    /// <summary>The error of this thread's last simple-consumer call.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_last_error")]
    public static partial int LastError();

    /// <summary>A new set of properties.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_new")]
    public static partial nint ConfNew();

    /// <summary>Frees a set of properties; not after a successful <see cref="New"/>.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_destroy")]
    public static partial void ConfDestroy(nint conf);

    /// <summary>Sets a property; 0 = set.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ConfSet(nint conf, string name, string value, byte* error, nuint errorSize);

    /// <summary>The value passed to callbacks.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set_opaque")]
    public static partial void ConfSetOpaque(nint conf, nint opaque);

    /// <summary>Callback for the client's log lines, on its own threads.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set_log_cb")]
    public static partial void ConfSetLog(nint conf, delegate* unmanaged[Cdecl]<nint, int, byte*, byte*, void> callback);

    /// <summary>Callback for the client's errors, during a poll.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set_error_cb")]
    public static partial void ConfSetError(nint conf, delegate* unmanaged[Cdecl]<nint, int, byte*, nint, void> callback);

    /// <summary>Calls the callbacks that are due.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_poll")]
    public static partial int Poll(ConsumerHandle client, int timeoutMs);

    /// <summary>A client; owns <paramref name="conf"/> when it succeeds. <paramref name="type"/>: 1 = consumer.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_new")]
    public static partial nint New(int type, nint conf, byte* error, nuint errorSize);

    /// <summary>Ends a client and joins its threads: blocks.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_destroy")]
    public static partial void Destroy(nint client);

    /// <summary>A topic of a client.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint TopicNew(ConsumerHandle client, string topic, nint conf);

    /// <summary>Releases a topic.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_destroy")]
    public static partial void TopicDestroy(nint topic);

    /// <summary>Starts to fetch a partition from an offset; 0 = success.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_consume_start")]
    public static partial int ConsumeStart(nint topic, int partition, long offset);

    /// <summary>Ends fetching and waits for the fetcher: blocks briefly, never for a broker.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_consume_stop")]
    public static partial int ConsumeStop(nint topic, int partition);

    /// <summary>The queue of a partition's records; a reference to release with <see cref="QueueDestroy"/>.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_get_partition", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint QueueGetPartition(ConsumerHandle client, string topic, int partition);

    /// <summary>Releases a queue.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_destroy")]
    public static partial void QueueDestroy(nint queue);

    /// <summary>Sets the callback, called under the queue's lock, for an empty queue that gets an element; null = none.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_cb_event_enable")]
    public static partial void QueueSetCallback(nint queue, delegate* unmanaged[Cdecl]<nint, nint, void> callback, nint opaque);

    /// <summary>Fetches messages from a queue; each must be released with <see cref="MessageDestroy"/>.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_consume_batch_queue")]
    public static partial nint ConsumeBatch(nint queue, int timeoutMs, NativeMessage** messages, nuint count);

    /// <summary>Releases a message.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_message_destroy")]
    public static partial void MessageDestroy(NativeMessage* message);

    /// <summary>A record's time, epoch ms; -1 = none. <paramref name="type"/>: 1 = set by the producer, 2 = by the log.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_message_timestamp")]
    [SuppressGCTransition]
    public static partial long MessageTimestamp(NativeMessage* message, int* type);

    /// <summary>A record's headers, which the record owns; 0 = it has some.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_message_headers")]
    public static partial int MessageHeaders(NativeMessage* message, nint* headers);

    /// <summary>The last header of a name (zero-terminated); 0 = found.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_header_get_last")]
    [SuppressGCTransition]
    public static partial int HeaderGetLast(nint headers, byte* name, byte** value, nuint* size);

    /// <summary>An empty list of partitions.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_partition_list_new")]
    public static partial NativeTopicPartitionList* PartitionListNew(int size);

    /// <summary>Adds to a list; the result is valid until the next call.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_partition_list_add", StringMarshalling = StringMarshalling.Utf8)]
    public static partial NativeTopicPartition* PartitionListAdd(NativeTopicPartitionList* list, string topic, int partition);

    /// <summary>Frees a list.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_partition_list_destroy")]
    public static partial void PartitionListDestroy(NativeTopicPartitionList* list);

    /// <summary>
    /// Asks the brokers for offsets by time: -1 = the end (of what is committed, for a client that reads only that), -2 = the oldest kept.
    /// Blocks until the answer or the timeout.
    /// </summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_offsets_for_times")]
    public static partial int OffsetsForTimes(ConsumerHandle client, NativeTopicPartitionList* offsets, int timeoutMs);

    /// <summary>
    /// Asks the brokers for a topic's partitions, and updates the client's own picture of it. Blocks until the answer or the timeout. The
    /// answer is released with <see cref="MetadataDestroy"/>.
    /// </summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_metadata")]
    public static partial int Metadata(ConsumerHandle client, int allTopics, nint topic, NativeMetadata** metadata, int timeoutMs);

    /// <summary>Releases an answer.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_metadata_destroy")]
    public static partial void MetadataDestroy(NativeMetadata* metadata);

    /// <summary>Sets properties of a configuration.</summary>
    /// <exception cref="InvalidOperationException">One was rejected; the message is librdkafka's.</exception>
    public static void ConfSetAll(nint conf, IEnumerable<KeyValuePair<string, string>> properties)
    {
        var error = stackalloc byte[MessageBytes];
        foreach (var (name, value) in properties)
            if (ConfSet(conf, name, value, error, MessageBytes) != 0) throw new InvalidOperationException(Text(error));
    }

    /// <summary>A client, which owns its configuration.</summary>
    /// <exception cref="InvalidOperationException">It cannot be created; the message is librdkafka's. The caller still owns the
    /// configuration.</exception>
    public static nint NewClient(int type, nint conf)
    {
        var error = stackalloc byte[MessageBytes];
        var client = New(type, conf, error, MessageBytes);
        return client != 0 ? client : throw new InvalidOperationException(Text(error));
    }

    /// <summary>A zero-terminated UTF-8 text.</summary>
    public static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    /// <summary>
    /// Loads the build that this machine can load, as Confluent.Kafka chooses it: the usual one needs libsasl2. Called at the first call of
    /// each function, tried only once: a build that cannot be loaded is read completely before it fails.
    /// </summary>
    internal static nint Load(DllImportSearchPath? path)
    {
        lock (Gate)
        {
            if (_loaded == 0) _loaded = LoadFirst(path);
            return _loaded;
        }
    }

    private static nint LoadFirst(DllImportSearchPath? path)
    {
        var assembly = typeof(Librdkafka).Assembly;
        if (NativeLibrary.TryLoad(Library, assembly, path, out var handle)) return handle;
        foreach (var build in OtherBuilds)
        {
            if (NativeLibrary.TryLoad(build, assembly, path, out handle)) return handle;
        }
        return 0;
    }
}
