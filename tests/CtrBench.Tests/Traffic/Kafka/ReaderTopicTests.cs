using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;

namespace CtrBench.Tests.Traffic.Kafka;

public sealed class ReaderTopicTests
{
    [Fact]
    public void Offsets_of_a_topic_that_was_made_again_are_no_answer()
    {
        var topic = new ReaderTopic(new TopicState("events", 1, [0]));
        Assert.Null(topic.Identify(null));
        Assert.Null(topic.Identify("a"));
        topic.ThrowIfReplaced();
        Assert.Contains("its id was a and is b", topic.Identify("b")!.Message, StringComparison.Ordinal);
        Assert.Throws<TopicReplacedException>(topic.ThrowIfReplaced);
    }

    [Fact]
    public void What_was_removed_unread_is_reported_once()
    {
        var topic = new ReaderTopic(new TopicState("events", 1, [0]));
        Assert.Equal(9, topic.Recover(0, stopped: true, next: 4, [9], [20]));
        Assert.Equal(9, topic.Recover(0, stopped: true, next: 4, [9], [20]));
        Assert.Equal([new RemovedOffsets(0, 4, 9)], topic.State.Removed);
        Assert.Null(topic.Recover(0, stopped: false, next: 4, [12], [20]));
        Assert.Equal(12, topic.State.FirstKept[0]);
        Assert.Throws<OffsetNotKeptException>(() => topic.Recover(0, stopped: true, next: 21, [12], [20]));
    }
}
