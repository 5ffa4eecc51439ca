using CtrBench.Harness.Running;

namespace CtrBench.Tests.Harness.Running;

/// <summary>When a run says that nothing arrives any more.</summary>
public sealed class StandstillTests
{
    [Fact]
    public void It_speaks_after_ten_seconds_without_a_record_and_is_silent_again_with_the_next()
    {
        var watch = new Standstill();
        Assert.Null(watch.Check(5, 1_000));
        Assert.Null(watch.Check(5, 10_999));
        Assert.StartsWith("nothing new for 12 s: ", watch.Check(5, 13_900), StringComparison.Ordinal);
        Assert.Null(watch.Check(6, 14_000));
        Assert.Null(watch.Check(6, 23_999));
        Assert.NotNull(watch.Check(6, 24_000));
    }
}
