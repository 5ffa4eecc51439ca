using System.Text.Json;

namespace CtrBench.Engines.FlinkSql;

/// <summary>The result of a statement.</summary>
/// <param name="JobId">The job that it started; null for none.</param>
/// <param name="Rows">Its rows.</param>
internal sealed record StatementOutcome(string? JobId, IReadOnlyList<IReadOnlyList<JsonElement>> Rows);
