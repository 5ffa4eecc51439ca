using CtrBench.Traffic.Kafka;

namespace CtrBench.Tests.Traffic.Kafka;

public sealed class PartitionRecoveryTests
{
    [Fact]
    public void One_runs_at_a_time_and_an_error_that_needs_none_later_is_passed_over()
    {
        var recovery = new PartitionRecovery();
        Assert.True(recovery.TryBegin(stopped: false));
        Assert.False(recovery.TryBegin(stopped: false));
        Assert.False(recovery.End());
        Assert.True(recovery.TryBegin(stopped: true));
        Assert.False(recovery.End());
    }

    [Fact]
    public void A_stop_of_fetching_during_another_recovery_is_handled_after_it()
    {
        var recovery = new PartitionRecovery();
        Assert.True(recovery.TryBegin(stopped: false));
        Assert.False(recovery.TryBegin(stopped: true));
        Assert.True(recovery.End());
        Assert.True(recovery.TryBegin(stopped: true));
        Assert.False(recovery.End());
    }
}
