using CtrBench.Engines.SparkConnect.Wire;
using Grpc.Core;

namespace CtrBench.Engines.SparkConnect;

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
