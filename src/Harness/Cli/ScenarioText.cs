namespace CtrBench.Harness.Cli;

/// <summary>A trap of the traffic as text: its name, or with its amount: <c>future-row</c>, <c>lagging-partition:90s</c>.</summary>
internal static class ScenarioText
{
    private static readonly ScenarioKind[] Known = Enum.GetValues<ScenarioKind>();

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names => [.. Known.Select(Scenario.NameOf)];

    /// <summary>Reads one.</summary>
    /// <exception cref="UsageException">There is no such scenario, or its amount is no duration.</exception>
    public static Scenario Parse(string option, string text)
    {
        var parts = text.Trim().Split(':', 2);
        var index = Array.FindIndex(Known, one => Scenario.NameOf(one) == parts[0]);
        if (index < 0)
        {
            throw new UsageException(option, text,
                $"no such scenario{NearestName.Hint(parts[0], Names)} Known: {string.Join(", ", Names)}");
        }

        var kind = Known[index];
        if (parts.Length == 1) return new Scenario(kind, Scenario.StandardMs(kind));
        try
        {
            return new Scenario(kind, DurationText.Parse(option, parts[1]));
        }
        catch (UsageException e)
        {
            // The error is about the part behind the colon; the user looks for what stands on the line.
            throw new UsageException(option, text, e.Message[(e.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
        }
    }

    /// <summary>Its name, with its amount where that is another than the standard one.</summary>
    public static string Of(Scenario scenario) => scenario.AmountMs == Scenario.StandardMs(scenario.Kind)
        ? Scenario.NameOf(scenario.Kind) : $"{Scenario.NameOf(scenario.Kind)}:{DurationText.Format(scenario.AmountMs)}";

    /// <summary>The scenario of a line, with which its workload can be run.</summary>
    /// <exception cref="UsageException">The workload cannot have it.</exception>
    public static Workload Checked(Workload workload, string option)
    {
        if (workload.Scenario is not { } scenario) return workload;
        var reason = scenario.Kind switch
        {
            ScenarioKind.WrongClock when workload.Producers < 2 =>
                "is about one of several producers: add --producers 2 or more",
            ScenarioKind.LaggingPartition or ScenarioKind.IdlePartition or ScenarioKind.RestartBacklog when workload.Partitions < 2 =>
                "is about one of several partitions: add --partitions 2 or more",
            _ => null,
        };
        return reason is null ? workload : throw new UsageException(option, Of(scenario), reason);
    }
}
