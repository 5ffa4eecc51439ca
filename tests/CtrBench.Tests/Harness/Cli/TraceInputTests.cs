using System.IO.Compression;
using System.Text;
using CtrBench.Harness;
using CtrBench.Harness.Cli;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Traces;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Harness.Cli;

/// <summary>Traces that are no files: standard input, and the sample that the program brings.</summary>
public sealed class TraceInputTests
{
    private const string Csv = "event_time_ms,ad_id,click\n1700000000000,a,0\n1700000000500,b,1\n";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Standard_input_is_read_once_packed_or_not(bool packed)
    {
        var opened = 0;
        var input = new TraceInput(() =>
        {
            opened++;
            return new MemoryStream(packed ? Packed(Csv) : Encoding.UTF8.GetBytes(Csv));
        });
        Assert.Equal(2, input.Read(TraceNames.StandardInput, null).Rows.Count);
        Assert.Equal(2, input.Read(TraceNames.StandardInput, "time=event_time_ms").Rows.Count);
        Assert.Equal(1, opened);
    }

    [Fact]
    public void A_fault_of_standard_input_names_it()
    {
        Assert.Contains("Trace standard input is empty", Fault([]));
        Assert.Contains("Trace standard input is damaged", Fault([0x1F, 0x8B, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Contains("Trace standard input is a zip archive", Fault("PK.."u8.ToArray()));

        static string Fault(byte[] bytes) =>
            Assert.Throws<TraceException>(() => new TraceInput(() => new MemoryStream(bytes)).Read(TraceNames.StandardInput, null)).Message;
    }

    /// <summary>docs/traces.md says how the sample is made: this does it.</summary>
    [Fact]
    public async Task The_sample_is_made_by_the_program_itself()
    {
        using var temp = new TemporaryFolder();
        string line = "simulate --engine continuous --traffic mmpp --mmpp 0.4:90s,2:30s,6:8s --rate 20/s --duration 20m --seed 42 --partitions 1 "
            + "--group-by ad_id --ads 50 --ctr 8% --keep-events --out sample";
        Assert.Contains(line, await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "docs", "traces.md"), TestContext.Current.CancellationToken));
        string[] args = [.. line.Split(' ').Select(word => word == "sample" ? temp.At("sample") : word)];
        Assert.Equal(0, await Program.RunAsync(args, TextWriter.Null, TextWriter.Null, new FakeTimeProvider(), TestContext.Current.CancellationToken));
        var made = new StringBuilder("event_time_ms,ad_id,event_type\n");
        foreach (var row in File.ReadLines(temp.At("sample/events.csv")).Skip(1).Select(row => row.Split(',')).Where(row => row[7] != "-1"))
            made.Append(System.Globalization.CultureInfo.InvariantCulture, $"{row[1]},{row[6]},{(row[5] == "2" ? "click" : "view")}\n");
        await using var packed = TraceInput.Sample();
        Assert.InRange(packed.Length, 1, 300_000);
        using var sample = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        Assert.Equal(made.ToString(), await sample.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_sample_is_replayed()
    {
        using var temp = new TemporaryFolder();
        using var output = new StringWriter();
        string[] args = ["simulate", "--trace", "sample", "--speed", "4", "--out", temp.At("run")];
        Assert.Equal(0, await Program.RunAsync(args, output, output, new FakeTimeProvider(), TestContext.Current.CancellationToken));
        Assert.Contains("sample: columns used: event_time_ms, ad_id, event_type; ignored: none", output.ToString());
        Assert.Contains("the trace sample with its own gaps, 4 times as fast", output.ToString());
    }

    private static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
