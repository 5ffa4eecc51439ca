namespace CtrBench.Engines.SparkConnect;

/// <summary>What a run on a real Spark should say of its surroundings.</summary>
/// <param name="Version">The server's version, as it gives it.</param>
/// <param name="CheckpointLocation">The checkpoint folder, on the server's file system.</param>
/// <param name="CheckpointFileSystem">
/// What kind of file system that is, and the class behind it where the server names one: it decides most of the time of a small batch
/// (E20).
/// </param>
/// <param name="KeepsCheckpoint">Whether the folder stays after the run.</param>
/// <param name="Notices">What the reader of a report should know, one sentence each.</param>
public sealed record SparkRunFacts(
    string Version, string CheckpointLocation, string CheckpointFileSystem, bool KeepsCheckpoint, IReadOnlyList<string> Notices);
