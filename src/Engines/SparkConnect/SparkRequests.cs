using CtrBench.Engines.SparkConnect.Wire;
using Grpc.Core;

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

/// <summary>
/// Identification in every call: user, session id, token, and the server's id of the session as first seen. A restarted server has no such
/// session; because of that id it reports so instead of silently creating an empty one.
/// </summary>
internal sealed class SparkSession(string userId, string sessionId, string? token)
{
    private string? _serverSessionId;

    /// <summary>The session's id, a UUID.</summary>
    public string Id { get; } = sessionId;

    /// <summary>The user.</summary>
    public User User { get; } = new() { UserId = userId, UserName = userId };

    /// <summary>The server's id of the session; null before its first answer, and with 3.5, which has none.</summary>
    public string? ServerSessionId => _serverSessionId;

    /// <summary>Headers of a call.</summary>
    public Metadata Headers() => token is null ? [] : new Metadata { { "authorization", "Bearer " + token } };

    /// <summary>Stores or checks the server's id in an answer.</summary>
    /// <exception cref="SparkQueryException">It has changed.</exception>
    public void See(string serverSessionId)
    {
        if (serverSessionId.Length == 0) return;
        var seen = Interlocked.CompareExchange(ref _serverSessionId, serverSessionId, null) ?? serverSessionId;
        if (seen != serverSessionId)
            throw new SparkQueryException(
                "The Spark server has been restarted: the session and its query are gone.", "INVALID_HANDLE.SESSION_CHANGED");
    }
}
