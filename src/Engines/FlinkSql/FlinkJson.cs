using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CtrBench.Engines.FlinkSql;

/// <summary>
/// All bodies, generated at build time. Names are in camel case unless a body specifies otherwise; unknown ones are skipped.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(GatewayWire.Info))]
[JsonSerializable(typeof(GatewayWire.OpenSession))]
[JsonSerializable(typeof(GatewayWire.Session))]
[JsonSerializable(typeof(GatewayWire.Statement))]
[JsonSerializable(typeof(GatewayWire.Operation))]
[JsonSerializable(typeof(GatewayWire.Page))]
[JsonSerializable(typeof(GatewayWire.Errors))]
[JsonSerializable(typeof(JobManagerWire.Overview))]
[JsonSerializable(typeof(JobManagerWire.ConfigEntry[]))]
[JsonSerializable(typeof(JobManagerWire.TaskManagers))]
[JsonSerializable(typeof(JobManagerWire.Jobs))]
[JsonSerializable(typeof(JobManagerWire.JobStatus))]
[JsonSerializable(typeof(JobManagerWire.Job))]
[JsonSerializable(typeof(JobManagerWire.VertexDetails))]
[JsonSerializable(typeof(JobManagerWire.JobMetric[]))]
[JsonSerializable(typeof(JobManagerWire.Metric[]))]
[JsonSerializable(typeof(JobManagerWire.Exceptions))]
[JsonSerializable(typeof(JobManagerWire.Checkpoints))]
[JsonSerializable(typeof(JobManagerWire.CheckpointConfig))]
[JsonSerializable(typeof(JobManagerWire.Stop))]
[JsonSerializable(typeof(JobManagerWire.Savepoint))]
[JsonSerializable(typeof(JobManagerWire.Disposal))]
[JsonSerializable(typeof(JobManagerWire.Trigger))]
[JsonSerializable(typeof(JobManagerWire.TriggerStatus))]
internal sealed partial class FlinkJson : JsonSerializerContext;

/// <summary>
/// Replies as their readers rely on them: what a body names without a question mark is there, and is not null; counts are of a size that
/// sums of them stay exact. A proxy, another product or a later version may answer otherwise.
/// </summary>
internal static class FlinkReplies
{
    /// <summary>The largest count or offset of a reply, of either sign.</summary>
    public const double Largest = 1e15;

    private static readonly JsonSerializerOptions Strict = new(FlinkJson.Default.Options)
    {
        TypeInfoResolver = FlinkJson.Default.WithAddedModifier(Require),
    };

    /// <summary>The reply that <paramref name="utf8"/> contains.</summary>
    /// <exception cref="JsonException">It is not such a reply.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8)
    {
        var reply = JsonSerializer.Deserialize(utf8, (JsonTypeInfo<T>)Strict.GetTypeInfo(typeof(T)))
            ?? throw new JsonException("null");
        return FaultOf(reply) is { } fault ? throw new JsonException(fault) : reply;
    }

    // The JSON reader rejects null for a property, but not as an element of a list.
    private static string? FaultOf(object reply) => reply switch
    {
        JobManagerWire.ConfigEntry[] entries => NoNulls("the configuration", entries),
        JobManagerWire.Jobs jobs => NoNulls("jobs", jobs.All),
        JobManagerWire.Job job => NoNulls("vertices", job.Vertices)
            ?? job.Vertices.Select(vertex => Counts("metrics", vertex.Metrics?.ReadRecords, vertex.Metrics?.WriteRecords))
                .FirstOrDefault(fault => fault is not null),
        JobManagerWire.VertexDetails details => NoNulls("subtasks", details.Subtasks)
            ?? Counts("attempt", [.. details.Subtasks.Select(subtask => (long?)subtask.Attempt)]),
        JobManagerWire.JobMetric[] metrics => NoNulls("the metrics", metrics),
        JobManagerWire.Metric[] metrics => NoNulls("the metrics", metrics),
        JobManagerWire.Exceptions exceptions => NoNulls("entries", exceptions.ExceptionHistory?.Entries),
        JobManagerWire.Checkpoints { Counts: { } counts } => Counts("counts", counts.Completed, counts.Failed),
        GatewayWire.Page page => NoNulls("data", page.Results?.Data),
        GatewayWire.Errors errors => NoNulls("errors", errors.All),
        _ => null,
    };

    private static string? NoNulls<T>(string what, IReadOnlyList<T>? values) where T : class? =>
        values is null || values.All(value => value is not null) ? null : $"{what}: an element is null";

    private static string? Counts(string what, params long?[] values) =>
        values.All(value => value is null or >= 0 and <= (long)Largest) ? null : $"{what}: a count is out of range";

    private static void Require(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            property.IsRequired |= property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false }
                && Nullable.GetUnderlyingType(property.PropertyType) is null;
        }
    }
}
