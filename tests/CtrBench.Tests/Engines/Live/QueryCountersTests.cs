using CtrBench.Engines.Live;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Running;
using CtrBench.Harness.Runs;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Windows.Emulation;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Engines.Live;

/// <summary>Reports of batches and steps: a bounded number in memory, all of them in the file.</summary>
public sealed class QueryCountersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Memory_holds_the_last_reports_and_the_file_holds_all_of_them()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(1));
        var counters = new QueryCounters();
        const int count = 3 * QueryCounters.MostReports;
        using (var folder = RunFolder.Create(_folder.At("run")))
        {
            using var file = folder.WriteProgress();
            using var watermarks = folder.WriteWatermarks();
            var recorder = new ProgressRecorder(file, clock, watermarks);
            for (var id = 0; id < count; id++)
            {
                counters.Count(new MicroBatchReport { Id = id, End = [1], StartedMs = 1_000 + id });
                counters.Raise(new WatermarkStep(id, id, new WatermarkBasis(0, id)));
                if (id % 7_001 == 0) recorder.Write(counters.Read());
            }

            recorder.WriteLast(counters.Read());
            file.Complete();
            watermarks.Complete();
        }

        var last = counters.Read();
        Assert.InRange(last.Batches.Count, QueryCounters.MostReports / 2, QueryCounters.MostReports);
        Assert.InRange(last.WatermarkSteps.Count, QueryCounters.MostReports / 2, QueryCounters.MostReports);
        Assert.Equal(count, last.BatchesBefore + last.Batches.Count);
        var ids = RunLines.Read<ProgressEntry>(Path.Combine(_folder.At("run"), "progress.jsonl")).Select(entry => entry.Batch?.Id).OfType<long>();
        Assert.Equal(Enumerable.Range(0, count).Select(id => (long)id), ids);
        Assert.Equal(count + 1, File.ReadLines(Path.Combine(_folder.At("run"), "watermarks.csv")).Count());
    }
}
