namespace CtrBench.Harness.Commands;

/// <summary>A Spark Connect server.</summary>
/// <param name="Server">Its address, with port.</param>
/// <param name="Token">Its token; null: it asks for none. A secret: it is sent to the server and never printed.</param>
internal sealed record SparkPlan(Uri Server, string? Token)
{
    /// <summary>The address only: whatever prints a plan prints no secret.</summary>
    public override string ToString() => Server.ToString();
}
