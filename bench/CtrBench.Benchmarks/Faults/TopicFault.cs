using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace CtrBench.Benchmarks.Faults;

/// <summary>Something that happens to a topic while a twin runs on it, and what the twin must say of it.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Code">The exit code that it must end with.</param>
/// <param name="Said">A part of the message that it must end with.</param>
/// <param name="NextCode">The exit code of the same command after it.</param>
/// <param name="NextSaid">A part of what the same command must say.</param>
/// <param name="StrikeAsync">Does it.</param>
internal sealed record TopicFault(
    string Name, int Code, string Said, int NextCode, string NextSaid, Func<TopicFaultTry, CancellationToken, Task> StrikeAsync)
{
    /// <summary>Whether it concerns only exactly-once queries.</summary>
    public bool OfMarks { get; init; }

    /// <summary>Whether the same command continues, and its results must then be complete.</summary>
    public bool Continues { get; init; }

    /// <summary>Whether records are lost: the same command without --fail-on-data-loss must say how many.</summary>
    public bool Loses { get; init; }

    /// <summary>All of them, by their names.</summary>
    public static readonly IReadOnlyList<TopicFault> All =
    [
        new("partitions-added", 3, "Partitions were added to topic", 0, "had 1 partitions at the checkpoint and has 2", async (of, ct) =>
        {
            await of.Admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = of.Events, IncreaseTo = 2 }]);
            await of.GrowAsync(2, ct);
            await of.SendAsync(100, ct);
        }) { Continues = true },
        new("topic-replaced", 3, "was deleted and made again during the run", 3, "was deleted and made again since this checkpoint",
            (of, ct) => of.ReplaceAsync(of.Events, ct)),
        new("topic-replaced-unseen", 3, "was deleted and made again", 3, "was deleted and made again since this checkpoint",
            async (of, ct) =>
            {
                of.Signal("STOP");
                await of.ReplaceAsync(of.Events, ct);
                of.Signal("CONT");
            }),
        new("results-replaced", 3, "was deleted and made again during the run", 3, "was deleted and made again since this checkpoint",
            (of, ct) => of.ReplaceAsync(of.Results, ct)),
        new("topic-deleted", 3, "does not exist", 3, "does not exist", (of, _) => of.DeleteAsync(of.Events)),
        new("retention", 1, "were removed by the topic's retention before the query read them", 1, "The checkpoint stands before them",
            async (of, ct) =>
            {
                of.Signal("STOP");
                await of.SendAsync(5_000, ct);
                await of.Admin.DeleteRecordsAsync([new TopicPartitionOffset(of.Events, 0, of.Sent - 50)]);
                of.Signal("CONT");
            }) { Loses = true },
        new("mark-deleted", 0, "", 3, "the mark of its commit is missing", async (of, ct) =>
        {
            of.Signal("INT");
            await of.EndedAsync(ct);
            await of.DeleteMarksAsync(ct);
        }) { OfMarks = true },
        new("mark-deleted-in-a-run", 3, "mark", 3, "the mark of its commit is missing", (of, ct) => of.DeleteMarksAsync(ct))
        {
            OfMarks = true,
        },
    ];
}
