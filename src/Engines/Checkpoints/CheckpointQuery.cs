using System.Globalization;

namespace CtrBench.Engines.Checkpoints;

/// <summary>
/// The fields of a query that a checkpoint depends on. Settings that only affect the schedule (trigger, rate limits, ticks, idleness,
/// parallelism) may change over a restart, as in the real engines, and the topic may have more partitions (K14).
/// </summary>
internal static class CheckpointQuery
{
    // What a query, or a file of an earlier version, does not have.
    private const string None = "nothing";

    // Checkpoints written before there were mappings do not name them.
    private const string NineFields = "the nine fields";

    /// <summary>The fields by their command-line names, and their values as text.</summary>
    public static IReadOnlyDictionary<string, string> Of(EngineFamily kind, CtrQuery query, EngineEndpoints endpoints)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["engine"] = EngineId.TwinOf(kind).Name,
            ["events-topic"] = endpoints.EventsTopic,
            ["results-topic"] = endpoints.ResultsTopic,
            ["window"] = Ms(query.WindowMs),
            ["slide"] = query.SlideMs is { } slideMs ? Ms(slideMs) : None,
            ["delay"] = Ms(query.WatermarkDelayMs),
            ["group-by"] = query.GroupBy.ToString(),
            ["schema"] = query.Schema?.ToString() ?? NineFields,
            ["bound-event-time"] = query.BoundEventTime.ToString(),
            ["guarantee"] = query.Delivery.Guarantee.ToString(),
        };
        if (kind == EngineFamily.MicroBatch)
        {
            fields["output-mode"] = query.MicroBatch.OutputMode.ToString();
            fields["late-filter"] = query.MicroBatch.LateFilter.ToString();
            fields["filter-event-types"] = query.MicroBatch.FilterEventTypes.ToString();
        }
        else
        {
            fields["aggregation-phase"] = query.Continuous.AggregationPhase.ToString();
            fields["rules"] = query.Continuous.Rules.ToString();
        }

        return fields;
    }

    /// <summary>Throws for the first field in which the folder's query differs.</summary>
    /// <exception cref="QueryRefusedException">It names the field.</exception>
    public static void ThrowIfOther(
        string folder, IReadOnlyDictionary<string, string> stored, IReadOnlyDictionary<string, string> wanted)
    {
        foreach (var (field, value) in wanted)
        {
            var kept = stored.GetValueOrDefault(field, field == "schema" ? NineFields : None);
            if (kept == value) continue;
            throw new QueryRefusedException(
                field,
                $"{value}, but the checkpoints in {folder} belong to a query with {kept}. Use {kept} to continue from them, or another "
                + "checkpoint folder to start from scratch");
        }
    }

    private static string Ms(long ms) => string.Create(CultureInfo.InvariantCulture, $"{ms} ms");
}
