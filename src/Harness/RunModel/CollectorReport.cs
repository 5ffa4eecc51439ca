namespace CtrBench.Harness.RunModel;

/// <summary>
/// Findings about both topics that belong to no window; part of the manifest. A value that was not measured is null, and its rule is
/// skipped.
/// </summary>
internal sealed record CollectorReport
{
    /// <summary>Records of the events topic as stored, including malformed ones and closing events.</summary>
    public long? EventsStored { get; init; }

    /// <summary>Of these: without a valid event time.</summary>
    public long? EventsMalformed { get; init; }

    /// <summary>Largest event time stored, including closing events, epoch ms.</summary>
    public long? MaxEventTimeMs { get; init; }

    /// <summary>The same of each partition that contains rows, in order of partition.</summary>
    public IReadOnlyList<long>? PartitionMaxEventTimesMs { get; init; }

    /// <summary>
    /// Offsets of the events topic that held no record when it was read: removed by retention, or never one for this reader (transaction
    /// markers, compaction).
    /// </summary>
    public long? MissingOffsets { get; init; }

    /// <summary>Of these: before the oldest offset kept, so certainly removed by retention. Null in older folders.</summary>
    public long? RemovedOffsets { get; init; }

    /// <summary>
    /// Offsets that were removed before the collector started, which none of the others contains. Null in older folders, where
    /// <see cref="RemovedOffsets"/> and <see cref="MissingOffsets"/> contain them.
    /// </summary>
    public long? RemovedBefore { get; init; }

    /// <summary>Records of the events topic whose log does not say when it stored them (CreateTime). Null in older folders.</summary>
    public long? EventsWithoutAppendTime { get; init; }

    /// <summary>The same of the results topic.</summary>
    public long? ResultsWithoutAppendTime { get; init; }

    /// <summary>Partitions that were added to the events topic while it was read; their events are in the oracle.</summary>
    public int? PartitionsAdded { get; init; }

    /// <summary>Records of the results topic that are not valid results.</summary>
    public long? ResultsMalformed { get; init; }

    /// <summary>
    /// Results that were in the topic before the collector started: their append time is used as T1, where it is known.
    /// </summary>
    public long? ResultsBefore { get; init; }

    /// <summary>Records of either topic with another run's id in the header.</summary>
    public long? ForeignRecords { get; init; }

    /// <summary>
    /// Open transactions that kept readers of committed records waiting: what, where and since when; null without any.
    /// </summary>
    public IReadOnlyList<string>? OpenTransactions { get; init; }

    /// <summary>Largest step of the wall clock against the monotonic clock during the run, ms.</summary>
    public double? ClockStepMs { get; init; }

    /// <summary>A digest of every partition of the events topic.</summary>
    public IReadOnlyList<PartitionDigest>? Partitions { get; init; }

    /// <summary>Spans whose events were stored late, in order of time.</summary>
    public IReadOnlyList<LateSpan>? LateAppends { get; init; }

    /// <summary>Smallest event time of each partition of the events topic, epoch ms; null without rows.</summary>
    public IReadOnlyList<long?>? FirstEventTimesMs { get; init; }

    /// <summary>What the times in the records look like; null in virtual time.</summary>
    public EventTimeReport? EventTimes { get; init; }
}

/// <summary>What a partition of the events topic contains.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="Rows">Its rows as the engine reads them; a record with an array has several.</param>
/// <param name="Digest">Their digest, 16 hexadecimal digits (docs/run-folder.md).</param>
internal sealed record PartitionDigest(int Partition, long Rows, string Digest);

/// <summary>A span of time whose events were stored more than a second after they were due.</summary>
/// <param name="FromMs">When the first of them was due, epoch ms.</param>
/// <param name="TakenMs">When the log stored the first of them, epoch ms: until then it stored none.</param>
/// <param name="ToMs">When the log stored the last of them, epoch ms.</param>
/// <param name="Events">How many.</param>
/// <param name="LatestMs">The longest delay of one of them, ms.</param>
internal sealed record LateSpan(double FromMs, double TakenMs, double ToMs, long Events, double LatestMs);
