using System.Text;
using CtrBench.Engines.SparkConnect;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Profiles;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Running;
using CtrBench.Harness.Runs;
using CtrBench.Tests.Engines.SparkConnect;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Windows;
using CtrBench.Windows.Recordings;
using System.Text.Json;

namespace CtrBench.Tests.Fuzz;

/// <summary>Progress and errors of a Spark, recordings, profiles: read, or rejected by name.</summary>
public sealed class ReaderFuzzTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Any_progress_of_a_spark_is_read_or_rejected()
    {
        string[] samples =
        [
            ProgressText.Batch(0, null, 5), ProgressText.Batch(3, 5, 9, "2026-01-01T00:00:00.000Z", "2026-01-01T00:00:10.000Z", 2), ProgressText.Idle(4, 9),
            ProgressText.Batch(2, 5, 9).Replace("\\u0022", "\\\"", StringComparison.Ordinal), ProgressText.Batch(2, 5, 9).Replace("\"{\\u0022", "{\"", StringComparison.Ordinal),
        ];
        Mutated.Check(Mutated.Text(samples), 5_000, text =>
        {
            var batches = new SparkBatches();
            batches.AddHistory([SparkProgressReader.Read(samples[0], 2)]);
            var progress = SparkProgressReader.Read(text, 2);
            if (!batches.TryAdd(progress)) batches.AddHistory([progress]);
            batches.AddHistory([SparkProgressReader.Read(samples[1], 2)]);
            Assert.NotNull(batches.Read());
        }, error => error is CtrBenchException);
    }

    [Fact]
    public void Any_error_text_of_a_spark_is_shown()
    {
        string[] samples =
        [
            "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column cannot be resolved.\n=== Streaming Query ===\nplan", "org.apache.spark.SparkException: [A.B] x",
            "java.lang.IllegalStateException: Cannot fetch records in offset [3, 9) for topic partition events-0. failOnDataLoss", "", "scala.Option.get() IterableOps.map",
        ];
        Mutated.Check(Mutated.Text(samples), 3_000, text =>
        {
            Assert.NotNull(SparkDataLoss.Shorten(text));
            Assert.True(SparkFault.ClassIn(text) is null or { Length: > 0 });
            Assert.Equal(text.Contains("scala.Option.get()", StringComparison.Ordinal) && text.Contains("IterableOps.map", StringComparison.Ordinal), SparkRestartBug.Is(text));
        }, _ => false);
    }

    [Fact]
    public void Any_recording_is_replayed_or_unreadable()
    {
        string[] samples =
        [
            .. RecordingArchive.Names.Where(name => RecordingArchive.Bytes(name).Length < 6_000).Where((_, i) => i % 7 == 0)
                .Select(name => Encoding.UTF8.GetString(RecordingArchive.Bytes(name))),
        ];
        Assert.NotEmpty(samples);
        Mutated.Check(Mutated.Text(samples), 1_500, text => Assert.NotNull(TranscriptReplay.Run("file", Encoding.UTF8.GetBytes(text))), _ => false);
    }

    [Fact]
    public void Any_profile_is_read_or_rejected()
    {
        var file = _folder.At("profile.json");
        string[] samples = [.. ShippedProfiles.Names.Select(name => JsonSerializer.Serialize(ShippedProfiles.Read(name), RunJson.Line))];
        Mutated.Check(Mutated.Text(samples), 1_500, text =>
        {
            File.WriteAllText(file, text);
            Assert.Null(ProfileCatalog.Find(EngineId.MicroBatch, file).Fault());
        }, error => error is UsageException);
    }

    [Fact]
    public void Any_line_of_a_run_folder_is_read_or_rejected()
    {
        string[] samples =
        [
            """{"window_start_ms":1700000000000,"window_end_ms":1700000010000,"views":9,"clicks":1,"rows":10,"max_producer_timestamp_ns":1700000009000000000,"max_due_ms":1700000009000.5,"any":{"due_ms":1700000030000,"append_ms":1700000030003},"all":{"due_ms":1700000030000,"append_ms":1700000030003}}""",
        ];
        Mutated.Check(Mutated.Text(samples), 3_000, text => RunJsonFile.Parse<ExpectedWindow>(Encoding.UTF8.GetBytes(text), "f", 1), IsRejection);
        samples =
        [
            """{"at_ms":1700000000000,"records_read":5,"results_written":2,"watermark_ms":1700000000000,"late_dropped":0,"late_records":0,"malformed_records":0,"open_records":3}""",
            """{"at_ms":1700000000500,"batch":{"id":3,"start":[1,2],"end":[4,5],"input_rows":6,"watermark_ms":1700000000000,"emitted":1,"rows_dropped":0,"rows_total":2,"rows_updated":2,"rows_removed":1,"started_ms":1700000000000,"duration_ms":500,"phases_ms":{"latestOffset":2}}}""",
        ];
        Mutated.Check(Mutated.Text(samples), 3_000, text => RunJsonFile.Parse<ProgressEntry>(Encoding.UTF8.GetBytes(text), "f", 1), IsRejection);
        var row = "window_start_ms,window_end_ms,key,views,clicks,ctr,max_producer_timestamp_ns,t1_ms,append_ms,latency_ms\n1700000000000,1700000010000,,9,1,0.1,1700000009000000000,1700000031000,1700000030990,22000\n";
        var file = _folder.At("results.csv");
        Mutated.Check(Mutated.Text(row), 2_000, text =>
        {
            File.WriteAllText(file, text);
            Assert.NotNull(ResultsCsv.Read(file).ToList());
        }, IsRejection);
    }

    private static bool IsRejection(Exception error) => error is RunFolderException;
}
