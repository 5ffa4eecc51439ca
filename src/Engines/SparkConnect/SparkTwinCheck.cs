using CtrBench.Engines.Topics;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Recordings;
using CtrBench.Windows.Semantics;

namespace CtrBench.Engines.SparkConnect;

/// <summary>Reads the stored topics of a finished run and compares its batches with the twin.</summary>
internal static class SparkTwinCheck
{
    private const int MaxRecords = 10_000;

    /// <summary>The same for a run that was the only writer of its results topic.</summary>
    /// <exception cref="EngineSetupException">Batches are missing.</exception>
    /// <exception cref="EngineFailedException">The results topic contains an invalid result.</exception>
    public static Task<SparkBatchReport> RunAsync(
        CtrQuery query, IReadOnlyList<MicroBatchReport> batches, EngineEndpoints endpoints, CancellationToken ct) => RunAsync(
        query, batches, endpoints, fault => throw new EngineFailedException($"Spark wrote an invalid result: {fault}"), ct);

    /// <summary>
    /// Verdict on a run whose <paramref name="batches"/> are all batches since its checkpoint was new. <paramref name="onFault"/>: receives
    /// invalid records of the results topic.
    /// </summary>
    /// <exception cref="EngineSetupException">Batches are missing: the run continued from a checkpoint, or several consecutive reports are
    /// lost, so that the watermark between them is unknown.</exception>
    public static async Task<SparkBatchReport> RunAsync(
        CtrQuery query, IReadOnlyList<MicroBatchReport> batches, EngineEndpoints endpoints, Action<string> onFault, CancellationToken ct)
    {
        var reader = await endpoints.Transport.OpenReaderAsync(endpoints.EventsTopic, detail: RecordDetail.ValuesOnly, ct: ct)
            .ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var partitions = (await reader.EndOffsetsAsync(ct).ConfigureAwait(false)).Length;
            var replay = new SparkBatchReplay(query, partitions);
            var next = 0L;
            foreach (var batch in batches.Select(batch => Padded(batch, partitions)))
            {
                if (batch.Id == next + 1 && batch.Start is { } start)
                {
                    await ReplayAsync(replay, null, start, reader, ct).ConfigureAwait(false);
                    next++;
                }

                if (batch.Id != next)
                    throw new EngineSetupException(
                        $"Batch {batch.Id} follows {next - 1}: the batches are not whole from the first one on, and without them the "
                        + "watermark is not known", "Validate a run that started with a fresh checkpoint");
                await ReplayAsync(replay, batch, batch.End, reader, ct).ConfigureAwait(false);
                next++;
            }

            return replay.Finish(await ResultsAsync(endpoints, onFault, ct).ConfigureAwait(false));
        }
    }

    // Of partitions that were added since, a batch had read nothing (K14).
    private static MicroBatchReport Padded(MicroBatchReport batch, int partitions)
    {
        if (batch.End.Count == partitions) return batch;
        return batch with { Start = batch.Start is { } start ? Pad(start) : null, End = Pad(batch.End) };

        long[] Pad(IReadOnlyList<long> offsets) => [.. offsets, .. new long[Math.Max(0, partitions - offsets.Count)]];
    }

    private static async Task ReplayAsync(
        SparkBatchReplay replay, MicroBatchReport? expected, IReadOnlyList<long> end, ITopicReader reader, CancellationToken ct)
    {
        replay.Begin(expected, end);
        for (var p = 0; p < end.Count; p++)
        {
            while (reader.Position(p) < end[p])
            {
                if (reader.TryRead(p, (int)Math.Min(MaxRecords, end[p] - reader.Position(p)), out var records))
                {
                    using (records) replay.Add(records);
                }
                else if (!await reader.WaitToReadAsync(p, ct).ConfigureAwait(false)) break;
            }
        }

        replay.End();
    }

    private static async Task<IReadOnlyList<IReadOnlyList<TranscriptResult>>> ResultsAsync(
        EngineEndpoints endpoints, Action<string> onFault, CancellationToken ct)
    {
        var results = new SortedDictionary<int, List<TranscriptResult>>();
        await foreach (var batch in StoredTopic.ReadResultsAsync(endpoints, endpoints.ResultsTopic, ct).ConfigureAwait(false))
        {
            using (batch)
            {
                if (!results.TryGetValue(batch.Partition, out var partition)) results[batch.Partition] = partition = [];
                for (var i = 0; i < batch.Count; i++)
                {
                    if (WindowResultJson.Read(batch.Value(i), out var fault) is { } r) partition.Add(TranscriptResult.Of(r));
                    else onFault(fault!);
                }
            }
        }

        return [.. results.Values];
    }
}
