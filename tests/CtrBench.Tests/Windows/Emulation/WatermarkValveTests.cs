using CtrBench.Windows;
using CtrBench.Windows.Emulation;

namespace CtrBench.Tests.Windows.Emulation;

/// <summary>Where the versions of Flink's valve differ (F7, F9): a channel returns from idleness and has not caught up.</summary>
public sealed class WatermarkValveTests
{
    [Theory]
    [InlineData(FlinkRules.V2, 100)]
    [InlineData(FlinkRules.V2_4, 300)]
    public void All_are_idle_and_the_last_to_go_had_not_caught_up(FlinkRules rules, long watermarkMs)
    {
        var valve = Returned(rules);
        Assert.Equal(watermarkMs > 100, valve.OnStatus(2, idle: true));
        Assert.Equal(watermarkMs, valve.WatermarkMs);
    }

    [Theory]
    [InlineData(FlinkRules.V2, 100)]
    [InlineData(FlinkRules.V2_4, 300)]
    public void The_only_channel_that_counts_returns_with_a_watermark_ahead_of_the_operators(FlinkRules rules, long watermarkMs)
    {
        var valve = Returned(rules);
        Assert.Equal(watermarkMs > 100, valve.OnStatus(0, idle: false));
        Assert.Equal(watermarkMs, valve.WatermarkMs);
        Assert.True(valve.OnWatermark(0, 301));
        Assert.Equal(301, valve.WatermarkMs);
    }

    /// <summary>Channel 0 idle at 300, 1 idle at 100, which is the operator's watermark, and 2 active again but behind, at 80.</summary>
    private static WatermarkValve Returned(FlinkRules rules)
    {
        var valve = new WatermarkValve(3, rules);
        valve.OnWatermark(0, 300);
        valve.OnWatermark(1, 100);
        valve.OnWatermark(2, 50);
        valve.OnStatus(2, idle: true);
        valve.OnStatus(0, idle: true);
        valve.OnStatus(2, idle: false);
        valve.OnWatermark(2, 80);
        valve.OnStatus(1, idle: true);
        Assert.Equal(100, valve.WatermarkMs);
        return valve;
    }
}
