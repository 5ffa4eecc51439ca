using System.Globalization;
using CtrBench.Harness;
using CtrBench.Tests.Harness.Runs;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Harness;

/// <summary>The files and folders that the commands of docs/misuse.md name, each broken in its own way, made once.</summary>
public sealed class MisuseFiles : IAsyncLifetime
{
    private static readonly HashSet<string> Absent = ["out", "nowhere", "no-such.csv", "no-such.json", "no-such.properties", "good-run"];
    private readonly TemporaryFolder _temp = new();

    public async ValueTask InitializeAsync()
    {
        Write("no-time.csv", "ad_id,when\na,1\n");
        Write("empty.csv", "");
        Write("only-broken.csv", "event_time_ms\nx\ny\n");
        Write("broken.csv", "event_time_ms,ad_id,click\n1700000000000,a,0\nyesterday,b,0\n1700000000500,c,perhaps\n"
            + string.Concat(Enumerable.Range(1, 359).Select(i => string.Create(CultureInfo.InvariantCulture, $"{1_700_000_000_000 + 500 * i},ad{i % 20},{i % 2}\n"))));
        Write("broken-profile.json", "{\"name\":\"mine\",\"engine\":\"microbatch\",\n");
        Write("misspelt-profile.json", "{\"name\":\"mine\",\"engine\":\"microbatch\",\"taken_on\":\"here\",\"batch_fixd_ms\":3}\n");
        Write("range-profile.json", "{\"name\":\"mine\",\"engine\":\"microbatch\",\"taken_on\":\"here\",\"batch_spread\":7}\n");
        Write("short-profile.json", "{\"name\":\"mine\"}\n");
        Write("cut-recording.json", "{\"format\":1,\n");
        Write("a-script.json", """{"format":1,"engine":{"name":"flink","version":"2.2.1"},"name":"n","late_dropped":0,"query":{"window_ms":1000,"watermark_delay_ms":0,"partitions":1},"records":[{"p":0,"v":"x"}],"steps":[{"append":[0,1]}]}""");
        Write("isolation.properties", "isolation.level=committed\n");
        Write("broken.properties", "security.protocol=SASL_SSL\nhunter2-the-rest-of-a-password\n");
        Write("java.properties", "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required password=\"hunter2\";\n");
        Write("unknown.properties", "sasl.pasword=hunter2\n");
        Write("a-folder/notes.txt", "nothing to see");

        var (code, words) = await RunAsync(["simulate", "--duration", "2m", "--rate", "100/s", "--out", "good-run"]);
        Assert.True(code == 0, words);
        Change("failed-run", "manifest.json", text => text.Replace("\"state\": \"complete\"", "\"state\": \"failed\", \"failure_reason\": \"interrupted\""));
        Change("killed-run", "manifest.json", text => text.Replace("\"state\": \"complete\"", "\"state\": \"running\""));
        Change("newer-run", "manifest.json", text => text.Replace("\"format\": 1", "\"format\": 9"));
        Change("newer-metrics", "metrics.json", text => text.Replace("\"format\": 1", "\"format\": 9"));
        Change("cut-run", "results.csv", text => text[..^20]);
        Change("short-run", "results.csv", text => string.Join('\n', text.Split('\n').Take(5)) + "\n");
        Change("headless-run", "results.csv", text => text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
        Change("nonsense-run", "expected.jsonl", text => string.Join('\n', text.Split('\n').Select((line, i) => i == 2 ? "nonsense" : line)));
        Change("no-progress-run", "progress.jsonl", _ => null);
    }

    public ValueTask DisposeAsync()
    {
        _temp.Dispose();
        return ValueTask.CompletedTask;
    }

    public string At(string name) => _temp.At(name);

    /// <summary>Runs a command whose files are these; the words of both streams on one line, the paths in them shortened again.</summary>
    public async Task<(int Code, string Words)> RunAsync(string[] args)
    {
        using var words = new StringWriter(CultureInfo.InvariantCulture);
        // How long a broker is waited for is real time.
        var clock = args.Contains("--kafka") ? TimeProvider.System : new FakeTimeProvider();
        var code = await Program.RunAsync([.. args.Select(Place)], words, words, clock, TestContext.Current.CancellationToken);
        var line = string.Join(' ', words.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return (code, line.Replace(_temp.At("") + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));
    }

    // Words that are names of these files stand for them; the verb, which comes first, never does.
    private string Place(string word, int index)
    {
        var name = word.Split('/')[0];
        return index > 0 && (Absent.Contains(name) || Path.Exists(_temp.At(name))) ? _temp.At(word) : word;
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_temp.At(name))!);
        File.WriteAllText(_temp.At(name), text);
    }

    private void Change(string copy, string file, Func<string, string?> change)
    {
        Directory.CreateDirectory(_temp.At(copy));
        foreach (var path in Directory.GetFiles(_temp.At("good-run"))) File.Copy(path, Path.Combine(_temp.At(copy), Path.GetFileName(path)));
        var target = Path.Combine(_temp.At(copy), file);
        if (change(File.ReadAllText(target)) is { } text) File.WriteAllText(target, text);
        else File.Delete(target);
    }
}
