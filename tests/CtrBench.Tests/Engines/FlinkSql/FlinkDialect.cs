using System.Text.Json.Nodes;

namespace CtrBench.Tests.Engines.FlinkSql;

/// <summary>
/// Replies of Flink 2.2.1 in the words of another version, by the differences that were seen on it: 2.3 names the source otherwise and gives a
/// job two more fields; 1.20 has no watermarks of splits, and the older keys beside the exception history. 2.0 and 2.1 speak as 2.2 does.
/// </summary>
internal static class FlinkDialect
{
    /// <summary>Reply of /jobs/{id}.</summary>
    public static string Job(string version, string reply)
    {
        var job = JsonNode.Parse(reply)!.AsObject();
        if (version.StartsWith("2.3", StringComparison.Ordinal))
        {
            (job["application-id"], job["schedulerType"]) = ("00000000000000000000000000000000", "Default");
            foreach (var vertex in job["vertices"]!.AsArray())
                vertex!["name"] = ((string)vertex["name"]!).Replace("Source: ad_events[29]", "Source: KafkaSource-default_catalog.default_database.ad_events", StringComparison.Ordinal);
        }

        return job.ToJsonString();
    }

    /// <summary>Reply of /jobs/{id}/vertices/{vertex}/subtasks/metrics.</summary>
    public static string MetricNames(string version, string reply)
    {
        var names = JsonNode.Parse(reply)!.AsArray().Select(name => (string)name!["id"]!);
        if (version.StartsWith("2.3", StringComparison.Ordinal))
            names = names.Select(name => name.Replace("Source__ad_events[29]", "Source__KafkaSource-default_catalog_default_database_ad_events", StringComparison.Ordinal));
        if (version.StartsWith("1.", StringComparison.Ordinal))
            names = names.Where(name => !name.Contains(".split.", StringComparison.Ordinal));
        return new JsonArray([.. names.Select(name => new JsonObject { ["id"] = name })]).ToJsonString();
    }

    /// <summary>Reply of /jobs/{id}/exceptions.</summary>
    public static string Exceptions(string version, string reply)
    {
        if (!version.StartsWith("1.", StringComparison.Ordinal)) return reply;
        var exceptions = JsonNode.Parse(reply)!.AsObject();
        var newest = exceptions["exceptionHistory"]!["entries"]!.AsArray().FirstOrDefault();
        exceptions["root-exception"] = newest?["stacktrace"]?.DeepClone();
        exceptions["timestamp"] = newest?["timestamp"]?.DeepClone();
        exceptions["all-exceptions"] = new JsonArray();
        exceptions["truncated"] = false;
        return exceptions.ToJsonString();
    }
}
