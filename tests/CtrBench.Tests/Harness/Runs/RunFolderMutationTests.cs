using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CtrBench.Harness;
using CtrBench.Tests.Fuzz;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Harness.Runs;

/// <summary>
/// Run folders that were edited, damaged or cut: analyze, compare and plot answer with a verdict or with the name of what is wrong, never
/// with a crash. Seeded: a failure names the seed and the mutation.
/// </summary>
public sealed class RunFolderMutationTests : IAsyncLifetime
{
    private static readonly int Mutations = Mutated.Count(240) / 4;
    private static readonly string[] Files = ["manifest.json", "producer.json", "expected.jsonl", "results.csv", "progress.jsonl", "metrics.json"];
    private static readonly string[] Numbers =
        ["-1", "0", "1e999", "-1e308", "1e17", "9223372036854775807", "-9223372036854775808", "0.5", "99999999999999999999"];

    private readonly TemporaryFolder _temp = new();

    public async ValueTask InitializeAsync()
    {
        await RunAsync("simulate", "--engine", "microbatch", "--duration", "90s", "--rate", "40/s", "--out", _temp.At("microbatch"));
        await RunAsync("simulate", "--engine", "continuous", "--group-by", "ad_type", "--disorder", "20%:1s:3s", "--delay", "1s", "--duration", "90s",
            "--rate", "40/s", "--out", _temp.At("continuous"));
    }

    public ValueTask DisposeAsync()
    {
        _temp.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("microbatch", 1)]
    [InlineData("microbatch", 2)]
    [InlineData("continuous", 3)]
    [InlineData("continuous", 4)]
    public async Task A_damaged_folder_is_judged_or_rejected_by_name(string run, int seed)
    {
        var random = new Random(seed);
        var failures = new List<string>();
        for (var i = 0; i < Mutations; i++)
        {
            var folder = _temp.At(string.Create(CultureInfo.InvariantCulture, $"{run}-{i}"));
            Copy(_temp.At(run), folder);
            var file = Files[random.Next(Files.Length)];
            var path = Path.Combine(folder, file);
            var what = Mutate(path, random);
            // Metrics are read by the other two only.
            string[] verb = file == "metrics.json" ? i % 4 == 0 ? ["plot"] : ["compare", _temp.At(run)] : i % 20 == 0 ? ["plot"] : ["analyze"];
            if (verb[0] == "plot" && file != "metrics.json") File.Delete(Path.Combine(folder, "metrics.json"));
            var (code, words) = await RunAsync([.. verb, folder]);
            if (code is not (0 or 1 or 2) || code == 2 && !words.Contains(folder, StringComparison.Ordinal))
                failures.Add($"seed {seed}, {i}: {file}, {what}: exit {code}: {words}");
            Directory.Delete(folder, recursive: true);
        }

        Assert.True(failures.Count == 0, $"{failures.Count} failures: {string.Join("\n", failures.Take(20))}");
    }

    [Theory]
    [InlineData("results.csv", "views", "views,views", "results.csv line 1: the header is not")]
    [InlineData("manifest.json", "\"window_ms\": 10000", "\"window_ms\": 0", "query.window_ms is 0; it must be from 1 to 86400000")]
    [InlineData("manifest.json", "\"engine\": \"microbatch\"", "\"engine\": \"storm\"", "storm")]
    [InlineData("manifest.json", "\"window_ms\": 10000", "\"window_ms\": 10000, \"window_ms\": 20000", "window_ms")]
    [InlineData("manifest.json", "\"window_ms\": 10000", "\"window_ms\": \"10 s\"", "$.query.window_ms (the value has the wrong type)")]
    [InlineData("manifest.json", "\"idle_timeout_ms\"", "\"idle_timout_ms\"", "unknown field 'idle_timout_ms'")]
    [InlineData("manifest.json", "\"closing_start_ms\"", "\"closing_begin_ms\"", "unknown field 'closing_begin_ms'")]
    [InlineData("producer.json", "\"sent\": ", "\"sent\": -", "producers.sent is -")]
    [InlineData("expected.jsonl", "\"rows\":", "\"rows\":-", "expected.jsonl line 1: rows is -")]
    [InlineData("progress.jsonl", "\"records_read\":", "\"records_read\":-1,\"records_read\":", "records_read")]
    [InlineData("progress.jsonl", "\"input_rows\":", "\"input_rows\":9e99,\"x\":", "$.batch.input_rows")]
    public async Task The_file_line_and_field_are_named(string file, string old, string changed, string expected)
    {
        var path = Path.Combine(_temp.At("microbatch"), file);
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.Contains(old, text);
        var at = text.IndexOf(old, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, text[..at] + changed + text[(at + old.Length)..], TestContext.Current.CancellationToken);
        var (code, words) = await RunAsync("analyze", _temp.At("microbatch"));
        Assert.True(code == 2, words);
        Assert.Contains(expected, words);
        Assert.Contains(file, words);
    }

    [Theory]
    [InlineData(7, "NaN", "t1_ms \"NaN\" is not a number")]
    [InlineData(8, "Infinity", "append_ms \"Infinity\" is not a number")]
    [InlineData(5, "NaN", "ctr \"NaN\" is not a number")]
    [InlineData(3, "-1", "views is -1; it must be from 0")]
    [InlineData(1, "0", "window_end_ms 0 is not after window_start_ms")]
    [InlineData(7, "1e300", "t1_ms is 1E+300; it must be from")]
    [InlineData(9, "\"", "broken quotes")]
    [InlineData(4, "\0", "clicks \"\0\" is not a number")]
    public async Task A_broken_field_of_the_results_is_named_with_its_line(int column, string value, string expected)
    {
        var path = Path.Combine(_temp.At("microbatch"), "results.csv");
        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        var fields = lines[2].Split(',');
        fields[column] = value;
        lines[2] = string.Join(',', fields);
        await File.WriteAllTextAsync(path, string.Join('\n', lines) + "\n", TestContext.Current.CancellationToken);
        var (code, words) = await RunAsync("analyze", _temp.At("microbatch"));
        Assert.True(code == 2, words);
        Assert.Contains("results.csv line 3: " + expected, words);
    }

    private static string Mutate(string path, Random random)
    {
        var text = File.ReadAllText(path);
        var kind = random.Next(10);
        var changed = kind switch
        {
            0 => text[..random.Next(text.Length)],
            1 => text.Insert(random.Next(text.Length), "\0"),
            2 => text.Insert(random.Next(text.Length), text.Substring(random.Next(text.Length), 1)),
            3 => text.Remove(random.Next(text.Length), 1),
            4 => Lines(text, random),
            _ => path.EndsWith(".csv", StringComparison.Ordinal) ? Cell(text, random) : Node(text, random),
        };
        File.WriteAllText(path, changed);
        return $"kind {kind}, {changed.Length - text.Length:+0;-0} characters, from {Difference(text, changed)}";
    }

    private static string Difference(string a, string b)
    {
        var at = a.Zip(b).TakeWhile(pair => pair.First == pair.Second).Count();
        return b.Substring(Math.Max(0, at - 40), Math.Min(120, b.Length - Math.Max(0, at - 40)));
    }

    private static string Lines(string text, Random random)
    {
        var lines = text.Split('\n').ToList();
        var (from, to) = (random.Next(lines.Count), random.Next(lines.Count));
        if (random.Next(2) == 0) lines.Insert(to, lines[from]);
        else lines.RemoveAt(from);
        return string.Join('\n', lines);
    }

    private static string Cell(string text, Random random)
    {
        var lines = text.Split('\n');
        var line = random.Next(Math.Max(1, lines.Length - 1));
        var fields = lines[line].Split(',');
        string[] values = [.. Numbers, "NaN", "-Infinity", "", "x", "\"", "\"a\"\"b\"", "1,2"];
        fields[random.Next(fields.Length)] = values[random.Next(values.Length)];
        lines[line] = string.Join(',', fields);
        return string.Join('\n', lines);
    }

    // One value of one object is replaced, removed or repeated; of a file of lines, in one line.
    private static string Node(string text, Random random)
    {
        var isLines = text.IndexOf("\n{", StringComparison.Ordinal) > 0;
        var parts = isLines ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries) : [text];
        var part = random.Next(parts.Length);
        const string Placeholder = "\"__here__\"";
        var root = JsonNode.Parse(parts[part])!;
        var nodes = All(root).ToList();
        var node = nodes[random.Next(nodes.Count)];
        string[] values = [.. Numbers, "null", "\"\"", "\"x\"", "[]", "{}", "true", "[null]", "[1,2,3]", "{\"a\":null}"];
        var value = values[random.Next(values.Length)];
        if (node.Parent is JsonObject owner)
        {
            var name = node.GetPropertyName();
            if (random.Next(5) == 0) owner.Remove(name);
            else owner[name] = "__here__";
        }
        else
        {
            node.ReplaceWith("__here__");
        }

        parts[part] = root.ToJsonString().Replace(Placeholder, value, StringComparison.Ordinal);
        return new StringBuilder().AppendJoin('\n', parts).Append('\n').ToString();
    }

    private static IEnumerable<JsonNode> All(JsonNode node)
    {
        var inside = node switch
        {
            JsonObject o => o.Select(pair => pair.Value),
            JsonArray a => a.Take(5),
            _ => [],
        };
        foreach (var child in inside.OfType<JsonNode>())
        {
            yield return child;
            foreach (var deeper in All(child)) yield return deeper;
        }
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private static async Task<(int Code, string Words)> RunAsync(params string[] args)
    {
        using var words = new StringWriter(CultureInfo.InvariantCulture);
        var code = await Program.RunAsync(args, words, words, new FakeTimeProvider(), TestContext.Current.CancellationToken);
        return (code, words.ToString());
    }
}
