using CtrBench.Engines.SparkConnect.Wire;

namespace CtrBench.Engines.SparkConnect;

/// <summary>Requests of one session. Optional fields without a value are omitted: an empty value has another meaning.</summary>
internal static class SparkRequests
{
    // This client's name in the server's logs.
    private const string ClientType = "ctrbench";

    /// <summary>A plan to run. With an <paramref name="operationId"/>, its answers can be read again.</summary>
    public static ExecuteRequest Execute(this SparkSession session, Plan plan, string? operationId = null)
    {
        var request = new ExecuteRequest { SessionId = session.Id, User = session.User, Plan = plan, ClientType = ClientType };
        if (operationId is not null)
        {
            request.OperationId = operationId;
            request.Options.Add(new ExecuteRequest.Types.Option { Reattach = new() { Reattachable = true } });
        }

        if (session.ServerSessionId is { } seen) request.SeenServerSessionId = seen;
        return request;
    }

    /// <summary>The responses of an operation, from the one after <paramref name="lastResponseId"/>.</summary>
    public static ReattachRequest Reattach(this SparkSession session, string operationId, string? lastResponseId)
    {
        var request = new ReattachRequest
        {
            SessionId = session.Id,
            User = session.User,
            ClientType = ClientType,
            OperationId = operationId,
        };
        if (lastResponseId is not null) request.LastResponseId = lastResponseId;
        if (session.ServerSessionId is { } seen) request.SeenServerSessionId = seen;
        return request;
    }

    /// <summary>The responses of an operation are no longer needed.</summary>
    public static ReleaseExecuteRequest ReleaseExecute(this SparkSession session, string operationId) =>
        new() { SessionId = session.Id, User = session.User, ClientType = ClientType, OperationId = operationId, All = new() };

    /// <summary>The server's version.</summary>
    public static AnalyzeRequest Version(this SparkSession session) =>
        new() { SessionId = session.Id, User = session.User, ClientType = ClientType, SparkVersion = new() };

    /// <summary>Reads or writes settings.</summary>
    public static ConfigRequest Config(this SparkSession session, ConfigRequest.Types.Operation operation)
    {
        var request = new ConfigRequest { SessionId = session.Id, User = session.User, ClientType = ClientType, Operation = operation };
        if (session.ServerSessionId is { } seen) request.SeenServerSessionId = seen;
        return request;
    }

    /// <summary>The causes of an error.</summary>
    public static ErrorDetailsRequest ErrorDetails(this SparkSession session, string errorId) =>
        new() { SessionId = session.Id, User = session.User, ClientType = ClientType, ErrorId = errorId };

    /// <summary>The end of the session, with all its queries.</summary>
    public static ReleaseSessionRequest Release(this SparkSession session) =>
        new() { SessionId = session.Id, User = session.User, ClientType = ClientType };
}
