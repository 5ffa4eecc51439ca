using CtrBench.Traffic.Kafka;

namespace CtrBench.Engines.FlinkSql;

/// <summary>
/// What is known of records that retention removed before a job had read them: Flink continues behind them silently (K13). Where the log's
/// start has not moved since the job began, nothing was lost. Where it has, the offsets that the sources have passed are compared with the
/// records that they have counted, which is known of a job that was neither restarted nor restored.
/// </summary>
internal sealed class FlinkLoss(FlinkJob job, EngineEndpoints endpoints)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);
    private readonly bool[] _said = new bool[job.Partitions];

    /// <summary>A message about each partition whose first records were gone before the start.</summary>
    public static IEnumerable<string> StartNotes(FlinkJob job) =>
        from p in Enumerable.Range(0, job.Partitions)
        where job.StartOf(p) > 0
        select FormattableString.Invariant(
            $"topic '{job.Names.EventsTopic}': the first {PluralText.Of(job.StartOf(p), "offset")} of partition {p} ")
            + FormattableString.Invariant($"{(job.StartOf(p) == 1 ? "was" : "were")} gone before the start; ")
            + "it is read from the oldest record kept";

    /// <summary>A message about each partition whose log now starts behind what the job has read; empty if nobody answers.</summary>
    public async Task<IReadOnlyList<string>> LookAsync(IReadOnlyDictionary<int, long> positions, CancellationToken ct)
    {
        List<string> notes = [];
        if (await KeptAsync(ct).ConfigureAwait(false) is not { } kept) return notes;
        for (var p = 0; p < job.Partitions; p++)
        {
            var read = Math.Max(positions.GetValueOrDefault(p), job.StartOf(p));
            if (_said[p] || kept[p] <= read) continue;
            _said[p] = true;
            notes.Add(FormattableString.Invariant(
                $"retention has removed the records of topic '{job.Names.EventsTopic}', partition {p}, before offset {kept[p]}; by its ")
                + FormattableString.Invariant($"metrics Flink had read up to {read}. It continues without them; the end of the run ")
                + "says how many");
        }

        return notes;
    }

    /// <summary>How many offsets were removed before the job had read them, at its end; null if unknown, with the reason.</summary>
    /// <param name="positions">The offset behind the last record read, by partition.</param>
    /// <param name="records">Records that the sources have counted; null if they have read some again.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<(long? Removed, string? Note)> AtEndAsync(
        IReadOnlyDictionary<int, long> positions, long? records, CancellationToken ct)
    {
        if (endpoints.Transport is not KafkaTransport) return (null, null);
        if (job.Starts is not { } starts) return (null, NotChecked("the job continued from a savepoint"));
        if (await KeptAsync(ct).ConfigureAwait(false) is not { } kept) return (null, NotChecked("the broker did not answer at the end"));
        return Judge(starts, kept, positions, records);
    }

    /// <summary>The same, from what is known. Pure.</summary>
    internal static (long? Removed, string? Note) Judge(
        IReadOnlyList<long> starts, IReadOnlyList<long> kept, IReadOnlyDictionary<int, long> positions, long? records)
    {
        var (passed, gone, unread) = (0L, 0L, 0L);
        for (var p = 0; p < starts.Count; p++)
        {
            var read = Math.Max(positions.GetValueOrDefault(p), starts[p]);
            passed += read - starts[p];
            // Of what it has passed, and behind that.
            gone += Math.Max(0, Math.Min(kept[p], read) - starts[p]);
            unread += Math.Max(0, kept[p] - read);
        }

        if (gone + unread == 0) return (0, null);
        if (records is not { } counted)
            return (null, NotChecked("the job was restarted and has read some records again, and retention removed records meanwhile"));
        var removed = Math.Clamp(passed - counted, 0, gone) + unread;
        return (removed, removed == 0 ? null : FormattableString.Invariant(
            $"data loss: {PluralText.Of(removed, "offset", "was", "were")} removed by the topic's retention before Flink had ")
            + "read them (offsets passed less records "
            + "counted: markers of transactions among the removed ones are included); its results are incomplete");
    }

    private static string NotChecked(string why) =>
        $"whether retention removed records before Flink had read them was not checked: {why}";

    private async Task<long[]?> KeptAsync(CancellationToken ct)
    {
        if (endpoints.Transport is not KafkaTransport kafka) return null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(AnswerTimeout);
        try
        {
            return await kafka.OldestAsync(job.Names.EventsTopic, job.Partitions, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is CtrBenchException || e is OperationCanceledException && !ct.IsCancellationRequested)
        {
            return null;
        }
    }
}
