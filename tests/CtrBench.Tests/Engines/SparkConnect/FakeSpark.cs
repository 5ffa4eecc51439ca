using System.Collections.Concurrent;
using CtrBench.Engines.SparkConnect.Wire;
using Grpc.Core;

namespace CtrBench.Tests.Engines.SparkConnect;

/// <summary>
/// Spark Connect's service as the real one answers (E1-E16), with faults where a test wants them. It runs no query: a test
/// says what its queries do.
/// </summary>
internal sealed class FakeSpark : SparkConnectService.SparkConnectServiceBase
{
    private readonly ConcurrentDictionary<string, string> _sessions = new();
    private readonly ConcurrentDictionary<string, List<ExecuteResponse>> _operations = new();
    private readonly ConcurrentDictionary<string, byte> _closed = new();
    private int _forgotten;

    /// <summary>Its version.</summary>
    public string Version { get; set; } = "4.1.1";

    /// <summary>The token that it asks for.</summary>
    public string? Token { get; set; }

    /// <summary>What goes wrong next, one after another, with calls that may be read again.</summary>
    public ConcurrentQueue<FakeFault> Faults { get; } = new();

    /// <summary>How many of the next plain calls find nobody.</summary>
    public int Unavailable { get; set; }

    /// <summary>Whether settings are taken and never answered.</summary>
    public bool Halted { get; set; }

    /// <summary>Thrown by the next start.</summary>
    public RpcException? StartError { get; set; }

    /// <summary>Thrown by every SQL text.</summary>
    public RpcException? SqlError { get; set; }

    /// <summary>The causes of errors, by id.</summary>
    public Dictionary<string, ErrorDetailsReply> Details { get; } = [];

    /// <summary>What a query is like when it starts.</summary>
    public Func<StartStream, FakeQuery> NewQuery { get; set; } = _ => new FakeQuery();

    /// <summary>Queries started, in order.</summary>
    public List<(StartStream Plan, FakeQuery Query)> Queries { get; } = [];

    /// <summary>Settings of all sessions.</summary>
    public ConcurrentDictionary<string, string> Settings { get; } = new() { ["spark.sql.warehouse.dir"] = "file:/srv/warehouse" };

    /// <summary>SQL texts run.</summary>
    public ConcurrentQueue<string> Sql { get; } = new();

    /// <summary>Names of the calls, in order.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Session ids that were given back.</summary>
    public ICollection<string> Closed => _closed.Keys;

    private bool IsOld => Version.StartsWith("3.", StringComparison.Ordinal);

    /// <summary>The server is another one now: it knows no session and no query.</summary>
    public void Restart()
    {
        _sessions.Clear();
        _forgotten = Queries.Count;
    }

    /// <summary>Every session has been idle for too long: they are closed and their queries stopped. 3.5 forgets them.</summary>
    public void ExpireSessions()
    {
        if (IsOld) Restart();
        foreach (var id in _sessions.Keys) _closed.TryAdd(id, 0);
        foreach (var (_, query) in Queries) query.Active = false;
    }

    public override Task<AnalyzeReply> AnalyzePlan(AnalyzeRequest request, ServerCallContext context) => Task.FromResult(
        new AnalyzeReply
        {
            SessionId = request.SessionId,
            ServerSessionId = Enter(request.SessionId, request.HasSeenServerSessionId ? request.SeenServerSessionId : null, context),
            SparkVersion = new() { Text = Version },
        });

    public override async Task<ConfigReply> Config(ConfigRequest request, ServerCallContext context)
    {
        if (Halted) await Task.Delay(Timeout.Infinite, context.CancellationToken);
        var reply = new ConfigReply
        {
            SessionId = request.SessionId,
            ServerSessionId = Enter(request.SessionId, request.HasSeenServerSessionId ? request.SeenServerSessionId : null, context),
        };
        if (request.Operation.Set is { } set)
        {
            foreach (var pair in set.Pairs) Settings[pair.Key] = pair.Value;
        }

        foreach (var key in request.Operation.GetOption?.Keys_ ?? [])
        {
            var pair = new ConfigRequest.Types.Pair { Key = key };
            if (Settings.TryGetValue(key, out var value)) pair.Value = value;
            reply.Pairs.Add(pair);
        }

        return reply;
    }

    public override async Task ExecutePlan(ExecuteRequest request, IServerStreamWriter<ExecuteResponse> answers, ServerCallContext context)
    {
        var fault = request.HasOperationId && Faults.TryDequeue(out var next) ? next : (FakeFault?)null;
        if (fault == FakeFault.LostRequest) throw new RpcException(new Status(StatusCode.Unavailable, "connection reset"));
        var server = Enter(request.SessionId, request.HasSeenServerSessionId ? request.SeenServerSessionId : null, context);
        if (!request.HasOperationId)
        {
            await WriteAsync(Answers(Run(request.Plan), request, server), null, answers, context);
            return;
        }

        if (IsOld && _operations.ContainsKey(request.OperationId))
            throw FakeSparkErrors.OldError("INVALID_HANDLE.OPERATION_ALREADY_EXISTS", "The handle is invalid. Operation already exists.");
        // The same operation again answers the same, and runs nothing (E12).
        var kept = _operations.GetOrAdd(request.OperationId, _ => Answers(Run(request.Plan), request, server));
        await WriteAsync(kept, fault, answers, context);
    }

    public override async Task ReattachExecute(ReattachRequest request, IServerStreamWriter<ExecuteResponse> answers, ServerCallContext context)
    {
        Enter(request.SessionId, request.HasSeenServerSessionId ? request.SeenServerSessionId : null, context);
        var fault = Faults.TryDequeue(out var next) ? next : (FakeFault?)null;
        if (!_operations.TryGetValue(request.OperationId, out var kept))
            throw Error("INVALID_HANDLE.OPERATION_NOT_FOUND", $"The handle {request.OperationId} is invalid. Operation not found.");
        var from = request.HasLastResponseId ? kept.FindIndex(a => a.ResponseId == request.LastResponseId) + 1 : 0;
        await WriteAsync(kept[from..], fault, answers, context);
    }

    public override Task<ReleaseExecuteReply> ReleaseExecute(ReleaseExecuteRequest request, ServerCallContext context)
    {
        Calls.Enqueue("ReleaseExecute");
        _operations.TryRemove(request.OperationId, out _);
        return Task.FromResult(new ReleaseExecuteReply { SessionId = request.SessionId });
    }

    public override Task<ReleaseSessionReply> ReleaseSession(ReleaseSessionRequest request, ServerCallContext context)
    {
        if (IsOld) throw new RpcException(new Status(StatusCode.Unimplemented, "Method not found: ReleaseSession"));
        Calls.Enqueue("ReleaseSession");
        _closed.TryAdd(request.SessionId, 0);
        foreach (var (_, query) in Queries) query.Active = false;
        return Task.FromResult(new ReleaseSessionReply { SessionId = request.SessionId });
    }

    public override Task<ErrorDetailsReply> FetchErrorDetails(ErrorDetailsRequest request, ServerCallContext context) =>
        IsOld ? throw new RpcException(new Status(StatusCode.Unimplemented, "Method not found: FetchErrorDetails"))
        : Task.FromResult(Details.GetValueOrDefault(request.ErrorId) ?? new ErrorDetailsReply());

    private string Enter(string sessionId, string? seen, ServerCallContext context)
    {
        Calls.Enqueue(context.Method.Split('/')[^1]);
        if (Token is { } token && context.RequestHeaders.GetValue("authorization") != "Bearer " + token)
            throw new RpcException(new Status(StatusCode.Unauthenticated, "Invalid authentication token"));
        if (Unavailable-- > 0) throw new RpcException(new Status(StatusCode.Unavailable, "connection refused"));
        if (_closed.ContainsKey(sessionId)) throw Error("INVALID_HANDLE.SESSION_CLOSED", $"The handle {sessionId} is invalid. Session was closed. SQLSTATE: HY000");
        var mine = _sessions.GetOrAdd(sessionId, _ => Guid.NewGuid().ToString());
        if (seen is not null && seen != mine)
            throw Error("INVALID_HANDLE.SESSION_CHANGED", "The existing Spark server driver instance has restarted. Please reconnect.");
        return IsOld ? "" : mine;
    }

    private ExecuteResponse? Run(Plan plan)
    {
        switch (plan.Command?.KindCase)
        {
            case Command.KindOneofCase.StartStream:
                if (StartError is { } error) throw error;
                var query = NewQuery(plan.Command.StartStream);
                lock (Queries) Queries.Add((plan.Command.StartStream, query));
                return new ExecuteResponse { StreamStarted = new() { Query = query.Id, Name = plan.Command.StartStream.QueryName } };
            case Command.KindOneofCase.Stream:
                Calls.Enqueue("Stream." + plan.Command.Stream.OpCase);
                return new ExecuteResponse { Stream = Find(plan.Command.Stream.Query).Answer(plan.Command.Stream) };
            case Command.KindOneofCase.StreamManager:
                var active = new StreamManagerReply.Types.Active();
                active.Queries.AddRange(Queries.Where(q => q.Query.Active).Select(q => new StreamManagerReply.Types.Query { Id = q.Query.Id }));
                return new ExecuteResponse { StreamManager = new() { Active = active } };
            default:
                if (SqlError is { } refused) throw refused;
                Sql.Enqueue(plan.Root.Sql.Query);
                return null;
        }
    }

    private FakeQuery Find(StreamId id) =>
        Queries.Skip(_forgotten).Select(q => q.Query).FirstOrDefault(q => q.Id.Equals(id)) ?? throw FakeSparkErrors.QueryNotFound(Version, id.Id);

    private RpcException Error(string errorClass, string text) =>
        IsOld ? FakeSparkErrors.OldError(errorClass, text) : FakeSparkErrors.Error(errorClass, text);

    // Before the content comes a message of a kind that the client does not know (E2).
    private static List<ExecuteResponse> Answers(ExecuteResponse? content, ExecuteRequest request, string server)
    {
        List<ExecuteResponse> all = [new()];
        if (content is not null) all.Add(content);
        if (request.HasOperationId) all.Add(new ExecuteResponse { Complete = new() });
        foreach (var answer in all)
            (answer.SessionId, answer.ServerSessionId, answer.ResponseId) = (request.SessionId, server, Guid.NewGuid().ToString());
        return all;
    }

    private static async Task WriteAsync(
        IReadOnlyList<ExecuteResponse> all, FakeFault? fault, IServerStreamWriter<ExecuteResponse> answers, ServerCallContext context)
    {
        if (fault == FakeFault.Silence) await Task.Delay(Timeout.Infinite, context.CancellationToken);
        if (fault == FakeFault.Disconnected) throw FakeSparkErrors.Error("INVALID_CURSOR.DISCONNECTED", "The cursor was disconnected.");
        foreach (var answer in all)
        {
            if (fault == FakeFault.CutBeforeResult) throw new RpcException(new Status(StatusCode.Unavailable, "connection reset"));
            if (answer.KindCase == ExecuteResponse.KindOneofCase.Complete && fault == FakeFault.EndedBeforeMark) return;
            if (answer.KindCase == ExecuteResponse.KindOneofCase.Complete && fault == FakeFault.CutAfterResult)
                throw new RpcException(new Status(StatusCode.Unavailable, "connection reset"));
            await answers.WriteAsync(answer);
        }
    }
}
