namespace CtrBench.Engines.SparkConnect;

/// <summary>
/// A run's checkpoint folder on the server's file system. The protocol has no call that removes a folder, but a database of the session
/// catalog owns its folder, and dropping it removes both: so each run makes a database of its own around its checkpoint.
/// </summary>
internal sealed class SparkCheckpoint
{
    private const string WarehouseKey = "spark.sql.warehouse.dir";

    private readonly string? _database;

    private SparkCheckpoint(string location, string? database) => (Location, _database) = (location, database);

    /// <summary>The folder.</summary>
    public string Location { get; }

    /// <summary>A folder that the user named: it may hold a checkpoint to go on from, and it stays.</summary>
    public static SparkCheckpoint Existing(string location) => new(location, null);

    /// <summary>Makes a folder of the run's own under <paramref name="root"/>, or under the server's warehouse.</summary>
    /// <exception cref="EngineSetupException">The server could not make it.</exception>
    /// <exception cref="SparkQueryException">Server or session is gone.</exception>
    public static async Task<SparkCheckpoint> CreateAsync(
        SparkConnectClient client, string? root, string runName, bool keep, CancellationToken ct)
    {
        var parent = root ?? await client.GetAsync(WarehouseKey, ct).ConfigureAwait(false)
            ?? throw new EngineSetupException($"The Spark server has no {WarehouseKey}; name a folder for its checkpoints.");
        var folder = $"{parent.TrimEnd('/')}/{runName}";
        // A kept folder must not be owned by a database that somebody may drop.
        if (keep) return new SparkCheckpoint(folder + "/checkpoint", null);
        try
        {
            await client.SqlAsync($"CREATE DATABASE IF NOT EXISTS {runName} LOCATION {SparkSql.Text(folder)}", ct).ConfigureAwait(false);
        }
        catch (SparkQueryException e) when (SparkLoss.What(e) is null)
        {
            throw new EngineSetupException(
                $"The Spark server could not make a folder for the checkpoint at '{folder}' on its file system: {e.Message}",
                "Name a folder that it can write to");
        }

        return new SparkCheckpoint(folder + "/checkpoint", runName);
    }

    /// <summary>Removes what this run made.</summary>
    public async Task RemoveAsync(SparkConnectClient client, CancellationToken ct)
    {
        if (_database is not null) await client.SqlAsync($"DROP DATABASE IF EXISTS {_database} CASCADE", ct).ConfigureAwait(false);
    }
}
