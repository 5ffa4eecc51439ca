using CtrBench.Windows;

namespace CtrBench.Traffic.Transport;

/// <summary>What a broker last said of a topic that is being read.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partitions">Its partitions now, all of which the reader reads: those that were added from their oldest record on.</param>
/// <param name="FirstKept">The oldest offset kept of each partition: earlier records were removed.</param>
public sealed record TopicState(string Topic, int Partitions, IReadOnlyList<long> FirstKept);

/// <summary>Partitions were added to a topic while a query read it that does not follow them.</summary>
/// <param name="topic">The topic.</param>
/// <param name="before">Its partitions when the query started.</param>
/// <param name="now">Its partitions now.</param>
/// <param name="query">Which query, and why it does not follow.</param>
internal sealed class PartitionsAddedException(string topic, int before, int now, string query)
    : CtrBenchException(
        ErrorKind.Failed,
        $"Partitions were added to topic '{topic}' during the run: it had {before} and has {now}. {query}, so the events of "
        + (now == before + 1 ? $"partition {before}" : $"partitions {before} to {now - 1}") + " would be missing from its results",
        "Start a new run: it reads all partitions from their first record. A checkpoint of before cannot be continued");

/// <summary>Records were removed from a topic before a query had read them.</summary>
/// <param name="topic">The topic.</param>
/// <param name="partition">The partition.</param>
/// <param name="fromOffset">The first record that is missing.</param>
/// <param name="toOffset">The oldest offset kept.</param>
/// <param name="query">What such a query does.</param>
internal sealed class RecordsRemovedException(string topic, int partition, long fromOffset, long toOffset, string query)
    : CtrBenchException(
        ErrorKind.Failed,
        $"Topic '{topic}', partition {partition}: {toOffset - fromOffset} offsets ({fromOffset} to {toOffset - 1}) were removed by the "
        + $"topic's retention before the query read them. {query}",
        "Increase retention.ms and retention.bytes of the topic, or read faster; a new run starts at the oldest record kept");
