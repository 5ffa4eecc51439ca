using System.Globalization;
using CtrBench.Windows;
using CtrBench.Windows.Testing;

namespace CtrBench.IntegrationTests.Idleness;

/// <summary>
/// Random steps of rows, ticks and drains on a twin and on Flink's own classes between a source's rows and the window operator's watermark
/// (F4-F9, F28). CTRBENCH_IDLE_STEPS is how many lists of steps a setting has, CTRBENCH_IDLE_SEED their seed.
/// </summary>
public sealed class FlinkIdlenessTests(EngineJars jars, ITestOutputHelper output) : IClassFixture<EngineJars>
{
    private const int Shown = 10, TickMs = 200;

    /// <summary>Cases that were wrong once: a split that returns behind its own largest time, and drains.</summary>
    private static readonly string[] Known =
    [
        "1|2|event|300|p0@100 p1@110 t8 p0@90 p1@150",
        "1|2|periodic|300|p0@100 p1@110 t1 t8 p0@90 p1@150 t1",
        "1|2|event|300|p0@100 p1@110 t1 p1@111 t1 p1@112 t1 p1@113 t1 p1@114 p0@95 p1@150",
        "1|1|periodic|500|p0@100 t20 d",
        "1|1|periodic|0|p0@100 t20 d",
        "2|2|periodic|500|p0@100 p1@110 t20 p1@120 t1 d",
        "2|2|event|500|p0@100 p1@110 t20 p1@105 d",
    ];

    [Theory]
    [InlineData("periodic")]
    [InlineData("event")]
    public async Task The_watermark_moves_as_in_Flinks_own_classes(string emit)
    {
        string[] steps = [.. Known.Where(line => line.Contains($"|{emit}|", StringComparison.Ordinal)), .. Random(emit)];
        var seen = (await jars.RunAsync("flink", "Idleness/FlinkIdleness.java", string.Join('\n', steps) + "\n"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(steps.Length, seen.Length);
        var differences = 0;
        for (var i = 0; i < steps.Length; i++)
        {
            var twin = Twin(steps[i]);
            if (twin == seen[i] || ++differences > Shown) continue;
            output.WriteLine($"{steps[i]}\n  Flink {seen[i]}\n  twin  {twin}");
        }
        output.WriteLine($"{steps.Length} lists of steps, {differences} differences");
        Assert.Equal(0, differences);
    }

    private static IEnumerable<string> Random(string emit)
    {
        var random = new Random(Setting("CTRBENCH_IDLE_SEED", 1));
        for (var i = Setting("CTRBENCH_IDLE_STEPS", 1_000); i > 0; i--)
        {
            var (readers, partitions, idleMs) = (random.Next(1, 4), random.Next(1, 5), new[] { 0, 300, 500, 1000 }[random.Next(4)]);
            var steps = new List<string> { $"p{random.Next(partitions)}@100" };
            var now = 100;
            for (var k = random.Next(4, 25); k > 0; k--)
            {
                steps.Add(random.Next(3) > 0
                    ? $"p{random.Next(partitions)}@{(now += random.Next(0, 12)) - (random.Next(3) == 0 ? random.Next(60) : 0)}"
                    : $"t{(random.Next(3) == 0 ? random.Next(4, 12) : 1)}");
            }
            if (random.Next(2) == 0) steps.Add("d");
            yield return $"{readers}|{partitions}|{emit}|{idleMs}|{string.Join(' ', steps)}";
        }
    }

    private static string Twin(string line)
    {
        var part = line.Split('|');
        var settings = new ContinuousSettings
        {
            SourceParallelism = Number(part[0]),
            EmitStrategy = part[2] == "event" ? EmitStrategy.OnEvent : EmitStrategy.OnPeriodic,
            IdleTimeoutMs = Number(part[3]),
            AggregationPhase = AggregationPhase.OnePhase,
        };
        // One window takes every row, so that the watermark is all that is looked at.
        var twin = FlinkTwin.Start(
            new CtrQuery { WindowMs = 1_000_000_000, WatermarkDelayMs = 0, BoundEventTime = false, Continuous = settings }, Number(part[1]));
        return string.Join(' ', part[4].Split(' ').Select(step => After(twin, step)));
    }

    private static string After(FlinkTwin twin, string step)
    {
        switch (step[0])
        {
            case 'p':
                var at = step.IndexOf('@', StringComparison.Ordinal);
                twin.Send(TestRecord.View(Number(step[(at + 1)..]), Number(step[1..at])));
                break;
            case 't':
                twin.AdvanceTime(TimeSpan.FromMilliseconds(TickMs * Number(step[1..])));
                break;
            default:
                if (twin.EndInput().Count > 0) return "end";
                break;
        }
        return twin.WatermarkMs?.ToString(CultureInfo.InvariantCulture) ?? "-";
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static int Setting(string name, int usual)
        => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : usual;
}
