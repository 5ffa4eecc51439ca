using CtrBench.Windows;

namespace CtrBench.Traffic.Transport;

/// <summary>What a broker last said of a topic that is being read.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partitions">Its partitions now, all of which the reader reads: those that were added from their oldest record on.</param>
/// <param name="FirstKept">The oldest offset kept of each partition: earlier records were removed.</param>
public sealed record TopicState(string Topic, int Partitions, IReadOnlyList<long> FirstKept)
{
    /// <summary>Its id; null where the broker gives none.</summary>
    public string? Id { get; init; }

    /// <summary>What this reader can no longer read, oldest first: offsets that were removed before it had fetched them.</summary>
    public IReadOnlyList<RemovedOffsets> Removed { get; init; } = [];
}

/// <summary>Offsets that were removed from a log before a reader had fetched them.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="From">The first of them.</param>
/// <param name="To">The oldest offset kept: the end (exclusive).</param>
public readonly record struct RemovedOffsets(int Partition, long From, long To);

/// <summary>A topic was deleted and made again under its name while it was in use.</summary>
/// <param name="topic">The topic.</param>
/// <param name="before">Its id when it was opened.</param>
/// <param name="now">The id of the topic of that name now.</param>
internal sealed class TopicReplacedException(string topic, string before, string now)
    : CtrBenchException(
        ErrorKind.Failed,
        $"Topic '{topic}' was deleted and made again during the run: its id was {before} and is {now}. Offsets of the former topic have no "
        + "meaning in the new one, so records of both are missing",
        "Do not make topics again while they are in use; start a new run on the new topic, with another checkpoint folder");

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
        "Start it again: it continues from its checkpoint, if there is one, and reads the new partitions from their first record");

/// <summary>Records were removed from a topic before a query had read them: a negative answer, no fault of the setup.</summary>
/// <param name="problem">Which records, as far as it is known, and what became of the query.</param>
internal sealed class RecordsRemovedException(string problem)
    : CtrBenchException(
        ErrorKind.Failed,
        problem,
        "Increase retention.ms and retention.bytes of the topic, or read faster. A new run starts at the oldest record kept; to continue "
        + "without the removed records, do not fail on data loss")
{
    /// <summary>Known exactly.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="fromOffset">The first record that is missing.</param>
    /// <param name="toOffset">The oldest offset kept.</param>
    /// <param name="query">What such a query does.</param>
    public RecordsRemovedException(string topic, int partition, long fromOffset, long toOffset, string query)
        : this($"Topic '{topic}', partition {partition}: {toOffset - fromOffset} offsets ({fromOffset} to {toOffset - 1}) were removed by "
            + $"the topic's retention before the query read them. {query}")
    {
    }
}
