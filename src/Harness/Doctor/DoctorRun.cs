using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;
using Spectre.Console;

namespace CtrBench.Harness.Doctor;

/// <summary>Checks all endpoints in parallel, and reports the results. Successful when every configured endpoint answers.</summary>
internal sealed class DoctorRun(DoctorPlan plan)
{
    /// <summary>Runs the checks.</summary>
    public async Task<VerbReport> ExecuteAsync(VerbSession session, CancellationToken ct)
    {
        var found = await Task.WhenAll(
            KafkaCheck.LookAsync(plan.Kafka, plan.KafkaConfigFile, session.Clock, ct),
            FlinkCheck.GatewayAsync(plan.FlinkGateway, ct),
            FlinkCheck.RestAsync(plan.FlinkRest, ct),
            SparkCheck.LookAsync(plan.Spark, session.Clock, ct));
        return Report(found);
    }

    /// <summary>The overall result of the findings.</summary>
    internal static VerbReport Report(IReadOnlyList<EndpointFinding> found)
    {
        var healthy = found.All(endpoint => endpoint.State != EndpointState.Fails);
        var json = new JsonObject { ["healthy"] = healthy, ["endpoints"] = new JsonArray([.. found.Select(JsonOf)]) };
        return new VerbReport(healthy ? ExitCode.Good : ExitCode.SetupFailed, json, console => Print(console, found, healthy));
    }

    private static void Print(IAnsiConsole console, IReadOnlyList<EndpointFinding> found, bool healthy)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in (string[])["endpoint", "address", "state", "version", "clock - ours"]) table.AddColumn(column);
        foreach (var endpoint in found)
        {
            table.AddRow(
                Markup.Escape(endpoint.Name), Markup.Escape(endpoint.Address ?? ""), StateWord(endpoint.State),
                Markup.Escape(endpoint.Version ?? ""), ClockText(endpoint));
        }

        console.Write(table);
        foreach (var endpoint in found.Where(e => e.Message is not null)) console.WriteLine($"{endpoint.Name}: {endpoint.Message}");
        if (found.All(endpoint => endpoint.State == EndpointState.NotConfigured))
            console.WriteLine("Nothing is configured, and nothing is required: suite, simulate and run work in process.");
        else console.WriteLine(healthy ? "All configured endpoints answer." : "Not all configured endpoints answer.");
    }

    private static string StateWord(EndpointState state) => state switch
    {
        EndpointState.Answers => "[green]answers[/]",
        EndpointState.Fails => "[red]fails[/]",
        _ => "not configured",
    };

    private static string ClockText(EndpointFinding endpoint) => endpoint is { ClockOffsetMs: { } offset, ClockBoundMs: { } bound }
        ? string.Create(CultureInfo.InvariantCulture, $"{offset:+0.0;-0.0;0.0} ms (+- {bound:0.0})")
        : "";

    private static JsonNode JsonOf(EndpointFinding endpoint)
    {
        var json = new JsonObject
        {
            ["name"] = endpoint.Name,
            ["state"] = JsonNamingPolicy.KebabCaseLower.ConvertName(endpoint.State.ToString()),
        };
        if (endpoint.Address is { } address) json["address"] = address;
        if (endpoint.Version is { } version) json["version"] = version;
        if (endpoint.ClockOffsetMs is { } offset) json["clock_offset_ms"] = offset;
        if (endpoint.ClockBoundMs is { } bound) json["clock_bound_ms"] = bound;
        if (endpoint.Message is { } message) json["message"] = message;
        return json;
    }
}
