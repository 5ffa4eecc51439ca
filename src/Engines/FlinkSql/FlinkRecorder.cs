using System.Text;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Recordings;
using CtrBench.Windows.Semantics;

namespace CtrBench.Engines.FlinkSql;

/// <summary>
/// Records what a real Flink does with a script of events, step by step, as a recording that can be replayed on its twin. A step is
/// complete when every record is read, every row has reached the window operator, every result is received, and nothing has changed for
/// longer than metrics are cached.
/// </summary>
/// <param name="engine">The Flink.</param>
internal sealed class FlinkRecorder(FlinkSqlEngine engine)
{
    /// <summary>
    /// Runs <paramref name="records"/> in steps of the given sizes on new topics and drains. For a replay that must be equal: emit
    /// on-event, and with several partitions one record per step, so that the order of arrival is defined. <paramref name="waitsMs"/>: how
    /// long nothing happens after each step (null: not at all), while the job's ticks go on.
    /// </summary>
    public async Task<Transcript> RecordAsync(
        string name, string why, CtrQuery query, IReadOnlyList<TranscriptRecord> records, IReadOnlyList<int> stepSizes,
        EngineEndpoints endpoints, CancellationToken ct, IReadOnlyList<long>? waitsMs = null)
    {
        // Recordings do not bound event times: how an engine handles out-of-range times is one of its rules.
        query = query with { BoundEventTime = false };
        var results = await endpoints.Transport.OpenResultsReaderAsync(endpoints.ResultsTopic, ct: ct).ConfigureAwait(false);
        await using var _ = results.ConfigureAwait(false);
        var writer = await endpoints.Transport.OpenWriterAsync(endpoints.EventsTopic, ct).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            var flink = (FlinkQuery)await engine.StartAsync(query, endpoints, ct).ConfigureAwait(false);
            await using (flink.ConfigureAwait(false))
            {
                var (steps, next, received) = (new List<TranscriptStep>(), 0, new List<TranscriptResult>());
                if (await endpoints.Transport.PartitionsAsync(endpoints.ResultsTopic, ct).ConfigureAwait(false) != 1)
                    throw NotOnePartition();
                var ends = new long[flink.Partitions];
                foreach (var size in stepSizes)
                {
                    foreach (var record in records.Skip(next).Take(size))
                    {
                        var value = record.V is { } text ? Encoding.UTF8.GetBytes(text) : [];
                        writer.Append(record.P, default, value, tombstone: record.V is null);
                        ends[record.P]++;
                    }

                    await writer.FlushAsync(ct).ConfigureAwait(false);
                    var before = received.Count;
                    await flink.UntilSettledAsync(ends, () => Read(results, received), ct).ConfigureAwait(false);
                    var waitMs = waitsMs is { Count: > 0 } ? waitsMs[steps.Count] : 0;
                    if (waitMs > 0)
                    {
                        await Task.Delay(TimeSpan.FromMilliseconds(waitMs), endpoints.Clock, ct).ConfigureAwait(false);
                        await flink.UntilSettledAsync(ends, () => Read(results, received), ct).ConfigureAwait(false);
                    }

                    steps.Add(new TranscriptStep([next, size], [.. received.Skip(before)], waitMs));
                    next += size;
                }

                var drained = received.Count;
                await flink.StopAsync(drain: true, ct).ConfigureAwait(false);
                await ReadRestAsync(results, received, ct).ConfigureAwait(false);
                return new Transcript
                {
                    Format = 1,
                    Name = name,
                    Why = why,
                    Engine = new TranscriptEngine(EngineId.Flink, flink.Progress.EngineVersion!),
                    Query = TranscriptQueries.Flink(query, ends.Length) with
                    {
                        TickMs = waitsMs?.Any(waitMs => waitMs > 0) == true ? query.Continuous.EmitIntervalMs : null,
                    },
                    Records = [.. records.Take(next)],
                    Steps = steps,
                    EndOfInput = new TranscriptEnd([.. received.Skip(drained)]),
                    LateDropped = flink.Progress.LateDropped,
                };
            }
        }
    }

    private static ArgumentException NotOnePartition() =>
        new("A recording needs a results topic with one partition, because it contains the order of results.");

    private static int Read(ITopicReader results, List<TranscriptResult> received)
    {
        while (results.TryRead(0, 1_000, out var batch))
        {
            using (batch)
            {
                for (var i = 0; i < batch.Count; i++)
                {
                    var r = WindowResultJson.Read(batch.Value(i), out var fault)
                        ?? throw new EngineFailedException($"Flink wrote an invalid result: {fault}");
                    received.Add(TranscriptResult.Of(r));
                }
            }
        }

        return received.Count;
    }

    private static async Task ReadRestAsync(ITopicReader results, List<TranscriptResult> received, CancellationToken ct)
    {
        var end = (await results.EndOffsetsAsync(ct).ConfigureAwait(false))[0];
        while (results.Position(0) < end)
        {
            Read(results, received);
            if (results.Position(0) < end) await results.WaitToReadAsync(0, ct).ConfigureAwait(false);
        }
    }
}
