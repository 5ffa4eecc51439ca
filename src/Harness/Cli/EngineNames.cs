namespace CtrBench.Harness.Cli;

/// <summary>Reads the names of engines in options.</summary>
internal static class EngineNames
{
    /// <summary>Reads the name of any engine.</summary>
    /// <exception cref="UsageException">No such engine.</exception>
    public static EngineId ParseAny(string option, string text)
    {
        var names = EngineId.All.Select(e => e.Name);
        return EngineId.Find(text.Trim())
            ?? throw new UsageException(option, text, $"no such engine{NearestName.Hint(text, names)} Known: {string.Join(", ", names)}");
    }

    /// <summary>Reads the name of an engine that runs in virtual time.</summary>
    /// <exception cref="UsageException">No such engine, or a real one.</exception>
    public static EngineId ParseTwin(string option, string text)
    {
        var engine = ParseAny(option, text);
        if (engine.IsReal)
            throw new UsageException(option, text,
                $"the real {engine} runs in real time only (ctrbench run); here its twin follows the same rules: {option} {engine.Twin}");
        return engine;
    }

    /// <summary>Reads the name of a real engine.</summary>
    /// <exception cref="UsageException">No such engine, or a twin.</exception>
    public static EngineId ParseReal(string option, string text)
    {
        var engine = ParseAny(option, text);
        return engine.IsReal
            ? engine
            : throw new UsageException(option, engine.Name,
                "live validation runs on flink or spark; recordings of any engine go by --transcript");
    }
}
