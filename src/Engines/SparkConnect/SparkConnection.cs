namespace CtrBench.Engines.SparkConnect;

/// <summary>A Spark Connect server.</summary>
/// <param name="Server">Its address; the default port is 15002.</param>
/// <param name="Token">Its token; null: it asks for none. A secret: it is sent to the server and never printed.</param>
internal sealed record SparkConnection(Uri Server, string? Token)
{
    /// <summary>The address only, without the secret.</summary>
    public override string ToString() => Server.ToString();
}
