using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CtrBench.Traffic.Kafka.Native;

/// <summary>
/// Owns a client of librdkafka that reads one topic, and everything that must be released before it: the queues of the partitions and the
/// topic. A running call holds the handle, so nothing is released during it. Uses the simple consumer, which has no group and gives each
/// partition its own queue.
/// </summary>
internal sealed unsafe class ConsumerHandle : SafeHandle
{
    /// <summary>Not a number of partitions: a broker answered that it does not know the topic.</summary>
    public const int Absent = -1;

    private const int Consumer = 1;
    private readonly string _topicName;
    // Replaced by longer ones when partitions are added: a call that runs then keeps the one that it has.
    private volatile nint[] _queues;
    private GCHandle[] _wakes;
    private bool[] _started;
    private GCHandle _errors;
    private nint _topic;

    private ConsumerHandle(string topic, int partitions)
        : base(0, ownsHandle: true)
    {
        _topicName = topic;
        _queues = new nint[partitions];
        _wakes = new GCHandle[partitions];
        _started = new bool[partitions];
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>A client that does not fetch yet.</summary>
    /// <exception cref="InvalidOperationException">librdkafka rejected a property, or cannot create a client; the message is
    /// librdkafka's.</exception>
    public static ConsumerHandle Open(
        IEnumerable<KeyValuePair<string, string>> properties, string topic, int partitions, KafkaClientErrors errors)
    {
        var consumer = new ConsumerHandle(topic, partitions);
        var conf = Librdkafka.ConfNew();
        try
        {
            Librdkafka.ConfSetAll(conf, properties);
            consumer._errors = GCHandle.Alloc(errors);
            Librdkafka.ConfSetOpaque(conf, GCHandle.ToIntPtr(consumer._errors));
            Librdkafka.ConfSetError(conf, ClientCallbacks.Error);
            Librdkafka.ConfSetLog(conf, ClientCallbacks.Log);
            var client = Librdkafka.NewClient(Consumer, conf);
            conf = 0;
            consumer.SetHandle(client);
            consumer._topic = Librdkafka.TopicNew(consumer, topic, 0);
            return consumer;
        }
        catch
        {
            if (conf != 0) Librdkafka.ConfDestroy(conf);
            if (consumer.IsInvalid && consumer._errors.IsAllocated) consumer._errors.Free();
            consumer.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Starts to fetch a partition from an offset. <paramref name="wake"/> is set whenever its empty queue gets something: on a thread of
    /// librdkafka and under the queue's lock, so it must only wake the waiter.
    /// </summary>
    /// <returns>0, or the error.</returns>
    public int Start(int partition, long offset, IWake wake)
    {
        _queues[partition] = Librdkafka.QueueGetPartition(this, _topicName, partition);
        if (_queues[partition] == 0) return NativeError.UnknownPartition;
        _wakes[partition] = GCHandle.Alloc(wake);
        Librdkafka.QueueSetCallback(_queues[partition], &Wake, GCHandle.ToIntPtr(_wakes[partition]));
        if (Librdkafka.ConsumeStart(_topic, partition, offset) != 0) return Librdkafka.LastError();
        _started[partition] = true;
        return NativeError.None;
    }

    /// <summary>Makes room for partitions up to <paramref name="partitions"/>, to be started one by one.</summary>
    public void Grow(int partitions)
    {
        Array.Resize(ref _wakes, partitions);
        Array.Resize(ref _started, partitions);
        var queues = new nint[partitions];
        _queues.CopyTo(queues, 0);
        _queues = queues;
    }

    /// <summary>
    /// Asks the brokers how many partitions the topic has; blocks. 0 when none answers; <see cref="Absent"/> when one does not know it.
    /// </summary>
    public int CountPartitions(int timeoutMs)
    {
        NativeMetadata* metadata = null;
        var held = false;
        try
        {
            DangerousAddRef(ref held);
            if (Librdkafka.Metadata(this, 0, _topic, &metadata, timeoutMs) != NativeError.None) return 0;
            if (metadata->TopicCount != 1) return 0;
            return metadata->Topics->Error switch
            {
                NativeError.None => metadata->Topics->PartitionCount,
                NativeError.UnknownTopicOrPartition => Absent,
                _ => 0,
            };
        }
        finally
        {
            if (metadata != null) Librdkafka.MetadataDestroy(metadata);
            if (held) DangerousRelease();
        }
    }

    /// <summary>
    /// Fetches the messages that are in a partition's queue now; each must be released with <see cref="Librdkafka.MessageDestroy"/>.
    /// </summary>
    public int Consume(int partition, NativeMessage** messages, int count)
    {
        var held = false;
        try
        {
            DangerousAddRef(ref held);
            return (int)Librdkafka.ConsumeBatch(_queues[partition], 0, messages, (nuint)count);
        }
        finally
        {
            if (held) DangerousRelease();
        }
    }

    /// <summary>
    /// Resumes a partition that has stopped on an error at another offset; its queue is cleared. Blocks briefly. Not a seek: librdkafka
    /// rejects a seek where fetching has stopped.
    /// </summary>
    /// <returns>0, or the error.</returns>
    public int Restart(int partition, long offset)
    {
        var held = false;
        try
        {
            DangerousAddRef(ref held);
            Librdkafka.ConsumeStop(_topic, partition);
            _started[partition] = Librdkafka.ConsumeStart(_topic, partition, offset) == 0;
            return _started[partition] ? NativeError.None : Librdkafka.LastError();
        }
        finally
        {
            if (held) DangerousRelease();
        }
    }

    /// <summary>
    /// Asks the brokers for the end (<paramref name="time"/> -1) or the oldest kept offset (-2) of every partition; blocks. Also collects
    /// the client's errors since the last call.
    /// </summary>
    /// <returns>The error, 0 = none and <paramref name="offsets"/> is filled.</returns>
    public int Query(long time, int timeoutMs, long[] offsets)
    {
        var list = Librdkafka.PartitionListNew(offsets.Length);
        try
        {
            for (var p = 0; p < offsets.Length; p++) Librdkafka.PartitionListAdd(list, _topicName, p)->Offset = time;
            var error = Librdkafka.OffsetsForTimes(this, list, timeoutMs);
            Librdkafka.Poll(this, 0);
            for (var i = 0; i < list->Count && error == NativeError.None; i++)
            {
                ref readonly var answer = ref list->Elements[i];
                // A list that the client has not filled holds what was asked for.
                error = answer.Error == NativeError.None && answer.Offset < 0 ? NativeError.TimedOut : answer.Error;
                offsets[answer.Partition] = answer.Offset;
            }
            return error;
        }
        finally
        {
            Librdkafka.PartitionListDestroy(list);
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        for (var p = 0; p < _queues.Length; p++)
        {
            if (_queues[p] == 0) continue;
            // This takes the lock under which callbacks run: afterwards none is running, and none will be called.
            Librdkafka.QueueSetCallback(_queues[p], null, 0);
            if (_started[p]) Librdkafka.ConsumeStop(_topic, p);
            Librdkafka.QueueDestroy(_queues[p]);
            if (_wakes[p].IsAllocated) _wakes[p].Free();
        }
        if (_topic != 0) Librdkafka.TopicDestroy(_topic);
        Librdkafka.Destroy(handle);
        // No thread of the client is left that could call a callback.
        _errors.Free();
        return true;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Wake(nint client, nint wake) => Unsafe.As<IWake>(GCHandle.FromIntPtr(wake).Target!).Wake();
}

/// <summary>Called when a queue is no longer empty.</summary>
internal interface IWake
{
    /// <summary>Called on a thread of librdkafka, under a lock of its own: wakes another thread and returns.</summary>
    void Wake();
}
