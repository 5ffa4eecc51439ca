using System.Globalization;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.IntegrationTests.Kafka;

/// <summary>One run of the kill test, drawn from its seed: which engine, which guarantee, when it is killed. It prints as what it is.</summary>
internal sealed record KillCase(int Seed, EngineId Engine, bool ExactlyOnce, IReadOnlyList<int> KillAfterMs)
{
    /// <summary>Window of the query, ms.</summary>
    public const int WindowMs = 500;

    /// <summary>Watermark delay of the query, ms.</summary>
    public const int DelayMs = 300;

    /// <summary>The case of that seed, for ever: all four combinations in turn, two or three kills.</summary>
    public static KillCase Draw(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        var kills = Enumerable.Range(0, 2 + random.NextBelow(2)).Select(_ => random.NextBelow(1_200)).ToList();
        return new KillCase(seed, seed % 2 == 0 ? EngineId.Continuous : EngineId.MicroBatch, seed / 2 % 2 == 0, kills);
    }

    /// <summary>The program's line for the engine alone.</summary>
    public string[] Line(string address, string events, string results, string folder, int run)
    {
        string[] line =
        [
            "run", "--engine", Engine.Name, "--traffic", "none", "--kafka", address, "--events-topic", events, "--results-topic", results,
            "--window", Ms(WindowMs), "--delay", Ms(DelayMs), "--group-by", "ad_id", "--guarantee", ExactlyOnce ? "exactly-once" : "at-least-once",
            "--checkpoint", Path.Combine(folder, "checkpoints"), "--out", Path.Combine(folder, $"run-{run}"),
        ];
        return Engine == EngineId.MicroBatch ? [.. line, "--trigger", "100ms"] : [.. line, "--tick", "20ms", "--checkpoint-interval", "200ms"];
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {Seed}, {Engine}, {(ExactlyOnce ? "exactly-once" : "at-least-once")}, killed {string.Join(", ", KillAfterMs)} ms after its first results");

    private static string Ms(int ms) => string.Create(CultureInfo.InvariantCulture, $"{ms}ms");
}
