namespace CtrBench.Engines;

/// <summary>An error in a real engine's job, which the job may have survived.</summary>
/// <param name="AtMs">When, by the engine's clock, epoch ms.</param>
/// <param name="Message">The engine's own error.</param>
public sealed record EngineFault(long AtMs, string Message)
{
    /// <summary>Time and message as text.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Text => FormattableString.Invariant($"{DateTimeOffset.FromUnixTimeMilliseconds(AtMs):HH:mm:ss.fff} UTC: {Message}");
}
