using System.Text.Json;

namespace CtrBench.Engines.FlinkSql;

/// <summary>Bodies of the SQL Gateway's REST, version 2.</summary>
internal static class GatewayWire
{
    /// <summary>Reply of /info.</summary>
    public sealed record Info(string? ProductName, string? Version);

    /// <summary>Body of POST /sessions.</summary>
    public sealed record OpenSession(string SessionName, IReadOnlyDictionary<string, string> Properties);

    /// <summary>Its reply.</summary>
    public sealed record Session(string SessionHandle);

    /// <summary>Body of POST statements.</summary>
    public sealed record Statement([property: System.Text.Json.Serialization.JsonPropertyName("statement")] string Sql);

    /// <summary>Its reply.</summary>
    public sealed record Operation(string OperationHandle);

    /// <summary>One page of a result: NOT_READY, PAYLOAD or EOS.</summary>
    public sealed record Page(string ResultType, string? ResultKind, string? JobID, Results? Results, string? NextResultUri);

    /// <summary>Rows of a page.</summary>
    public sealed record Results(IReadOnlyList<Row>? Data);

    /// <summary>One row.</summary>
    public sealed record Row(string? Kind, IReadOnlyList<JsonElement> Fields);

    /// <summary>Any error, of the gateway and of the JobManager.</summary>
    public sealed record Errors([property: System.Text.Json.Serialization.JsonPropertyName("errors")] IReadOnlyList<string>? All);
}
