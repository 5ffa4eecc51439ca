using System.Text.Json.Serialization;

namespace CtrBench.Engines.FlinkSql;

/// <summary>
/// All bodies, generated at build time. Names are in camel case unless a body specifies otherwise; unknown ones are skipped.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(GatewayWire.Info))]
[JsonSerializable(typeof(GatewayWire.OpenSession))]
[JsonSerializable(typeof(GatewayWire.Session))]
[JsonSerializable(typeof(GatewayWire.Statement))]
[JsonSerializable(typeof(GatewayWire.Operation))]
[JsonSerializable(typeof(GatewayWire.Page))]
[JsonSerializable(typeof(GatewayWire.Errors))]
[JsonSerializable(typeof(JobManagerWire.Overview))]
[JsonSerializable(typeof(JobManagerWire.ConfigEntry[]))]
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
