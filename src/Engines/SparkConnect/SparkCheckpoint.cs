namespace CtrBench.Engines.SparkConnect;

/// <summary>
/// A run's checkpoint folder on the server's file system. The protocol has no call to remove a folder, but a database of the session
/// catalog owns its folder, and dropping it removes both. So each run creates a database for its checkpoint.
/// </summary>
internal sealed class SparkCheckpoint
{
    private const string WarehouseKey = "spark.sql.warehouse.dir";

    private readonly string? _database;

    private SparkCheckpoint(string location, string? database) => (Location, _database) = (location, database);

    /// <summary>The folder.</summary>
    public string Location { get; }

    /// <summary>A folder set by the user: it may contain a checkpoint to continue from, and it is not removed.</summary>
    public static SparkCheckpoint Existing(string location) => new(location, null);

    /// <summary>Creates a folder for the run under <paramref name="root"/>, or under the server's warehouse.</summary>
    /// <exception cref="EngineSetupException">The server could not create it.</exception>
    /// <exception cref="SparkQueryException">The server or the session is gone.</exception>
    public static async Task<SparkCheckpoint> CreateAsync(
        SparkConnectClient client, string? root, string runName, bool keep, CancellationToken ct)
    {
        var parent = root ?? await client.GetAsync(WarehouseKey, ct).ConfigureAwait(false)
            ?? throw new EngineSetupException($"The Spark server has no {WarehouseKey}; set a folder for its checkpoints.");
        var folder = $"{parent.TrimEnd('/')}/{runName}";
        // A kept folder must not be owned by a database that could be dropped.
        if (keep) return new SparkCheckpoint(folder + "/checkpoint", null);
        try
        {
            await client.SqlAsync($"CREATE DATABASE IF NOT EXISTS {runName} LOCATION {SparkSql.Text(folder)}", ct).ConfigureAwait(false);
        }
        catch (SparkQueryException e) when (SparkLoss.What(e) is null)
        {
            throw new EngineSetupException(
                $"The Spark server could not make a folder for the checkpoint at '{folder}' on its file system: {e.Message}",
                "Set a folder that it can write to");
        }

        return new SparkCheckpoint(folder + "/checkpoint", runName);
    }

    /// <summary>Removes what a run of this name created in a session that is no longer there.</summary>
    public static Task RemoveOfAsync(SparkConnectClient client, string runName, CancellationToken ct) =>
        new SparkCheckpoint("", runName).RemoveAsync(client, ct);

    /// <summary>Removes what this run created.</summary>
    public async Task RemoveAsync(SparkConnectClient client, CancellationToken ct)
    {
        if (_database is not null) await client.SqlAsync($"DROP DATABASE IF EXISTS {_database} CASCADE", ct).ConfigureAwait(false);
    }
}

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
