namespace CtrBench.Engines.FlinkSql;

/// <summary>Everything that defines a job: session settings, tables, and the statement that starts it.</summary>
/// <param name="Properties">Settings of the session.</param>
/// <param name="Tables">CREATE statements, in order.</param>
/// <param name="Insert">Starts the job.</param>
internal sealed record FlinkScript(
    IReadOnlyDictionary<string, string> Properties, IReadOnlyList<FlinkStatement> Tables, FlinkStatement Insert);
