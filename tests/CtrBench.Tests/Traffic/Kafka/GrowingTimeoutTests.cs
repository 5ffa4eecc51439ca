using CtrBench.Traffic.Kafka;

namespace CtrBench.Tests.Traffic.Kafka;

public sealed class GrowingTimeoutTests
{
    [Fact]
    public void Questions_without_an_answer_let_the_next_wait_longer_up_to_a_limit_and_an_answer_ends_that()
    {
        var timeout = new GrowingTimeout();
        List<int> waits = [];
        for (var i = 0; i < 6; i++)
        {
            waits.Add(timeout.Ms);
            timeout.Note(timeout.Ms, answered: false);
        }

        Assert.Equal([1_000, 2_000, 4_000, 8_000, 16_000, 16_000], waits);
        // One that was asked before and is not answered either makes it no shorter.
        timeout.Note(1_000, answered: false);
        Assert.Equal(16_000, timeout.Ms);
        timeout.Note(16_000, answered: true);
        Assert.Equal(1_000, timeout.Ms);
    }
}
