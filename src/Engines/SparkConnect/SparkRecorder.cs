using System.Text;
using CtrBench.Engines.Topics;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Recordings;

namespace CtrBench.Engines.SparkConnect;

/// <summary>
/// Records what a real Spark does with a script of events, as a recording that can be replayed on its twin. A step is complete when every
/// record is read and the batch that the moved watermark requires has run.
/// </summary>
/// <param name="engine">The Spark.</param>
internal sealed class SparkRecorder(SparkConnectEngine engine)
{
    private const long LookMs = 20;

    /// <summary>
    /// Runs <paramref name="records"/> in steps of the given sizes on new topics; the first <paramref name="stepsBefore"/> of them are
    /// appended before the query starts.
    /// </summary>
    public async Task<Transcript> RecordAsync(
        string name, string why, CtrQuery query, IReadOnlyList<TranscriptRecord> records, IReadOnlyList<int> stepSizes, int stepsBefore,
        EngineEndpoints endpoints, CancellationToken ct)
    {
        // Recordings do not bound event times: how an engine handles out-of-range times is one of its rules.
        query = query with { BoundEventTime = false };
        var writer = await endpoints.Transport.OpenWriterAsync(endpoints.EventsTopic, ct).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            if (await endpoints.Transport.PartitionsAsync(endpoints.ResultsTopic, ct).ConfigureAwait(false) != 1)
                throw new ArgumentException("A recording needs a results topic with one partition, because the order of results separates "
                    + "the batches.");
            var ends = new long[await endpoints.Transport.PartitionsAsync(endpoints.EventsTopic, ct).ConfigureAwait(false)];
            var next = 0;
            foreach (var size in stepSizes.Take(stepsBefore))
                next = await AppendAsync(writer, records, next, size, ends, ct).ConfigureAwait(false);
            var spark = await engine.StartAsync(query, endpoints, ct).ConfigureAwait(false);
            await using (spark.ConfigureAwait(false))
            {
                await UntilSettledAsync(spark, ends, query, endpoints.Clock, ct).ConfigureAwait(false);
                foreach (var size in stepSizes.Skip(stepsBefore))
                {
                    next = await AppendAsync(writer, records, next, size, ends, ct).ConfigureAwait(false);
                    await UntilSettledAsync(spark, ends, query, endpoints.Clock, ct).ConfigureAwait(false);
                }

                await spark.StopAsync(drain: true, ct).ConfigureAwait(false);
                var stored = await ResultsAsync(endpoints, ct).ConfigureAwait(false);
                return new Transcript
                {
                    Format = 1,
                    Name = name,
                    Why = why,
                    Engine = new TranscriptEngine(EngineId.Spark, spark.Progress.EngineVersion!),
                    Query = TranscriptQueries.Spark(query, ends.Length),
                    Records = [.. records.Take(next)],
                    Batches = TranscriptBuilder.Batches(spark.Progress.Batches, stored),
                };
            }
        }
    }

    private static async Task<int> AppendAsync(
        ITopicWriter writer, IReadOnlyList<TranscriptRecord> records, int next, int size, long[] ends, CancellationToken ct)
    {
        foreach (var record in records.Skip(next).Take(size))
        {
            writer.Append(record.P, default, record.V is { } text ? Encoding.UTF8.GetBytes(text) : default, tombstone: record.V is null);
            ends[record.P]++;
        }

        await writer.FlushAsync(ct).ConfigureAwait(false);
        return next + size;
    }

    private static async Task UntilSettledAsync(IRunningQuery spark, long[] ends, CtrQuery query, TimeProvider clock, CancellationToken ct)
    {
        while (!SparkStopRules.IsDrained(spark.Progress.Batches, ends, query))
        {
            if (spark.Completion.IsCompleted)
            {
                // Available-now ends on its own; anything else is an error of the query.
                await spark.Completion.ConfigureAwait(false);
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(LookMs), clock, ct).ConfigureAwait(false);
        }
    }

    private static async Task<IReadOnlyList<StoredResult>> ResultsAsync(EngineEndpoints endpoints, CancellationToken ct)
    {
        var faults = new List<string>();
        var stored = await StoredTopic.ResultsAsync(endpoints, endpoints.ResultsTopic, faults.Add, ct).ConfigureAwait(false);
        if (faults.Count > 0) throw new EngineFailedException($"Spark wrote an invalid result: {faults[0]}");
        return stored;
    }
}
