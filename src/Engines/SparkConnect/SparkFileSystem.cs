namespace CtrBench.Engines.SparkConnect;

/// <summary>Says what file system a checkpoint lies on: it decides most of the time of a small batch (E16).</summary>
internal static class SparkFileSystem
{
    /// <summary>The scheme of the location and, if the server has set them, its implementing classes.</summary>
    public static async Task<string> DescribeAsync(SparkConnectClient client, string location, CancellationToken ct)
    {
        var end = location.IndexOf(':', StringComparison.Ordinal);
        var scheme = end > 0
            ? location[..end]
            : Scheme(await client.GetAsync("spark.hadoop.fs.defaultFS", ct).ConfigureAwait(false));
        var implementation = await client.GetAsync($"spark.hadoop.fs.{scheme}.impl", ct).ConfigureAwait(false);
        var manager = await client.GetAsync("spark.sql.streaming.checkpointFileManagerClass", ct).ConfigureAwait(false);
        return $"{scheme} ({implementation ?? "its default class"}{(manager is null ? "" : ", " + manager)})";
    }

    private static string Scheme(string? defaultFileSystem) =>
        defaultFileSystem?.IndexOf(':', StringComparison.Ordinal) is > 0 and var end ? defaultFileSystem[..end] : "file";
}
