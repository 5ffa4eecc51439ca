using CtrBench.Windows;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Windows.Events;

/// <summary>A query whose keys change forever: each window has keys of its own, which are forgotten once it has closed.</summary>
public sealed class KeyChurnTests
{
    private const int Windows = 60, KeysPerWindow = 10_000, WindowMs = 1_000;

    [Theory]
    [InlineData(EngineFamily.MicroBatch, AggregationPhase.TwoPhase)]
    [InlineData(EngineFamily.Continuous, AggregationPhase.TwoPhase)]
    [InlineData(EngineFamily.Continuous, AggregationPhase.OnePhase)]
    public void Every_result_has_its_key_and_the_table_does_not_grow(EngineFamily kind, AggregationPhase phase)
    {
        var query = new CtrQuery { WindowMs = WindowMs, WatermarkDelayMs = 0, GroupBy = GroupField.AdId };
        query = query with { Continuous = query.Continuous with { AggregationPhase = phase } };
        var micro = new MicroBatchProcessor(query, [0]);
        IWindowProcessor processor = kind == EngineFamily.MicroBatch ? micro : new ContinuousProcessor(query, 1);
        var keys = new KeyTable();
        var rows = new EventBatch(KeysPerWindow);
        var results = new Dictionary<string, long>();
        for (var w = 0; w < Windows; w++)
        {
            if (kind == EngineFamily.MicroBatch) micro.Begin([(w + 1) * KeysPerWindow]);
            rows.Reset(0, w * KeysPerWindow);
            for (var i = 0; i < KeysPerWindow; i++)
                rows.Add(w * WindowMs + 1, 0, RowFlags.View | RowFlags.HasEventTime, keys.GetOrAdd($"ad-{w}-{i}"));
            rows.RecordCount = KeysPerWindow;
            processor.Process(rows);
            if (kind == EngineFamily.MicroBatch) micro.EndBatch();
            else ((ContinuousProcessor)processor).Tick(w * WindowMs);
            Take();
            if (keys.WantsSweep) keys.Sweep(processor.MarkKeys);
        }

        // The last windows of a micro-batch query stay open (S23).
        processor.EndInput();
        Take();
        Assert.All(results, result => Assert.Equal(1, result.Value));
        Assert.Equal(
            Enumerable.Range(0, results.Count / KeysPerWindow).SelectMany(w => Enumerable.Range(0, KeysPerWindow).Select(i => $"ad-{w}-{i}")).Order(),
            results.Keys.Order());
        Assert.True(results.Count >= (Windows - 3) * KeysPerWindow, $"{results.Count} results");
        Assert.True(keys.Count <= KeyTable.FewestToSweep + 2 * KeysPerWindow, $"{keys.Count} keys");

        void Take()
        {
            foreach (ref readonly var result in processor.Output.Results)
                results[keys.Text(result.KeyId)!] = results.GetValueOrDefault(keys.Text(result.KeyId)!) + result.Counts.Views;
            processor.Output.Clear();
        }
    }

    [Fact]
    public void A_key_that_is_swept_and_comes_again_has_an_id_of_its_own_again()
    {
        var keys = new KeyTable();
        var (a, b) = (keys.GetOrAdd("a"), keys.GetOrAdd("b"));
        keys.Sweep(live => live[b] = true);
        Assert.Equal(a, keys.GetOrAdd("c"));
        Assert.Equal(b, keys.GetOrAdd("b"));
        Assert.NotEqual(a, keys.GetOrAdd("a"));
        Assert.Equal(["c", "b", "a"], Enumerable.Range(1, 3).Select(keys.Text));
        Assert.Null(keys.Text(0));
    }
}
