namespace CtrBench.Harness.Cli;

/// <summary>An engine as the command line knows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Family">Whose settings it takes.</param>
/// <param name="Twin">For a real engine: the name of its twin in process; null for a twin.</param>
internal sealed record EngineChoice(string Name, EngineFamily Family, string? Twin)
{
    /// <summary>All engines, twins first.</summary>
    public static readonly IReadOnlyList<EngineChoice> All =
    [
        new("microbatch", EngineFamily.MicroBatch, null),
        new("continuous", EngineFamily.Continuous, null),
        new("spark", EngineFamily.MicroBatch, "microbatch"),
        new("flink", EngineFamily.Continuous, "continuous"),
    ];

    /// <summary>The engine of that name, which is known.</summary>
    public static EngineChoice Of(string name) => All.Single(e => e.Name == name);

    /// <summary>Whether it runs outside this process.</summary>
    public bool IsReal => Twin is not null;

    /// <summary>Reads the name of any engine.</summary>
    /// <exception cref="UsageException">No such engine.</exception>
    public static EngineChoice ParseAny(string option, string text)
    {
        var names = All.Select(e => e.Name);
        return All.FirstOrDefault(e => e.Name == text.Trim())
            ?? throw new UsageException(option, text, $"no such engine{NearestName.Hint(text, names)} Known: {string.Join(", ", names)}");
    }

    /// <summary>Reads the name of an engine that runs in virtual time.</summary>
    /// <exception cref="UsageException">No such engine, or a real one.</exception>
    public static EngineChoice ParseTwin(string option, string text)
    {
        var choice = ParseAny(option, text);
        if (choice.Twin is { } twin)
            throw new UsageException(option, text,
                $"the real {choice.Name} runs in real time only (ctrbench run); here its twin follows the same rules: {option} {twin}");
        return choice;
    }

    /// <summary>Reads the name of a real engine.</summary>
    /// <exception cref="UsageException">No such engine, or a twin.</exception>
    public static EngineChoice ParseReal(string option, string text)
    {
        var choice = ParseAny(option, text);
        return choice.IsReal
            ? choice
            : throw new UsageException(option, choice.Name,
                "live validation runs on flink or spark; recordings of any engine go by --transcript");
    }
}
