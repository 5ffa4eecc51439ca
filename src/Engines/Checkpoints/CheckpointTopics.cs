namespace CtrBench.Engines.Checkpoints;

/// <summary>
/// The ids of a query's topics: offsets of one topic have no meaning in another of the same name, and results before a checkpoint are in
/// the results topic of then.
/// </summary>
/// <param name="EventsId">Id of the events topic; null where the broker gives none.</param>
/// <param name="ResultsId">Id of the results topic; null where the broker gives none.</param>
internal sealed record CheckpointTopics(string? EventsId, string? ResultsId)
{
    /// <summary>The ids of now.</summary>
    public static async Task<CheckpointTopics> AskAsync(EngineEndpoints endpoints, CancellationToken ct) => new(
        await endpoints.Transport.TopicIdAsync(endpoints.EventsTopic, ct).ConfigureAwait(false),
        await endpoints.Transport.TopicIdAsync(endpoints.ResultsTopic, ct).ConfigureAwait(false));

    /// <summary>
    /// Throws when a topic of a checkpoint was deleted and made again since; a message for the user where that cannot be told, else null.
    /// </summary>
    /// <param name="file">The file of the checkpoint.</param>
    /// <param name="then">The ids in it; null in files of earlier versions.</param>
    /// <param name="endpoints">The names of the topics.</param>
    /// <exception cref="CheckpointException">Such a checkpoint cannot be continued.</exception>
    public string? CompareWith(string file, CheckpointTopics? then, EngineEndpoints endpoints)
    {
        var unknown = new List<string>();
        Compare(endpoints.EventsTopic, then?.EventsId, EventsId);
        Compare(endpoints.ResultsTopic, then?.ResultsId, ResultsId);
        if (unknown.Count == 0) return null;
        var why = then is null ? "the checkpoint was written by an earlier version, which did not store the ids of its topics"
            : "the broker did not give the topics' ids then, or does not now";
        return $"{file}: {why}. That {string.Join(" and ", unknown)} {(unknown.Count == 1 ? "is" : "are")} still the topic of then "
            + "was not checked.";

        void Compare(string topic, string? before, string? now)
        {
            if (before is null && now is null) return;
            if (before is null || now is null) unknown.Add($"'{topic}'");
            else if (before != now)
                throw new CheckpointException(
                    file, $"topic '{topic}' was deleted and made again since this checkpoint: its id was {before} and is {now}",
                    "Choose another checkpoint folder, or remove this one, to start at the first record of the new topic");
        }
    }
}
