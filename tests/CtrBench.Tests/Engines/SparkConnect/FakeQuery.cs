using CtrBench.Engines.SparkConnect.Wire;

namespace CtrBench.Tests.Engines.SparkConnect;

/// <summary>A streaming query as a test sets it; the fake server answers from it.</summary>
internal sealed class FakeQuery
{
    private readonly Lock _gate = new();
    private readonly List<string> _progress = [];

    /// <summary>Its ids.</summary>
    public StreamId Id { get; } = new() { Id = Guid.NewGuid().ToString(), RunId = Guid.NewGuid().ToString() };

    /// <summary>Whether it runs.</summary>
    public bool Active { get; set; } = true;

    /// <summary>Whether a trigger is under way.</summary>
    public bool TriggerActive { get; set; }

    /// <summary>What its status says.</summary>
    public string Message { get; set; } = "Waiting for next trigger";

    /// <summary>Whether records wait.</summary>
    public bool DataAvailable { get; set; }

    /// <summary>Why it failed.</summary>
    public string? Failure { get; set; }

    /// <summary>What a stop does besides.</summary>
    public Action? OnStop { get; set; }

    /// <summary>Its progress entries so far.</summary>
    public IReadOnlyList<string> Progress
    {
        get
        {
            lock (_gate) return [.. _progress];
        }
    }

    /// <summary>A batch has run, or an idle entry is made.</summary>
    public void Report(params string[] entries)
    {
        lock (_gate) _progress.AddRange(entries);
    }

    /// <summary>It dies.</summary>
    public void Fail(string message) => (Failure, Active) = (message, false);

    /// <summary>Answers a command.</summary>
    public StreamReply Answer(StreamCommand command)
    {
        var reply = new StreamReply { Query = Id };
        switch (command.OpCase)
        {
            case StreamCommand.OpOneofCase.Status:
                reply.Status = new() { Active = Active, TriggerActive = TriggerActive, Message = Message, DataAvailable = DataAvailable };
                break;
            case StreamCommand.OpOneofCase.LastProgress:
                reply.Progress = new() { Json = { Progress.TakeLast(1) } };
                break;
            case StreamCommand.OpOneofCase.RecentProgress:
                reply.Progress = new() { Json = { Progress } };
                break;
            case StreamCommand.OpOneofCase.Exception:
                reply.Failure = new();
                if (Failure is not null) (reply.Failure.Message, reply.Failure.ErrorClass) = (Failure, "STREAM_FAILED");
                else reply.ClearResult();
                break;
            case StreamCommand.OpOneofCase.Stop:
                OnStop?.Invoke();
                Active = false;
                break;
        }

        return reply;
    }
}
