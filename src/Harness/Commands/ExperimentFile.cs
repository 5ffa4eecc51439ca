using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Objectives;
using CtrBench.Harness.Plans;

namespace CtrBench.Harness.Commands;

/// <summary>
/// An experiment as JSON: options of simulate by their names, lists of values for a sweep, and thresholds (schemas/experiment.schema.json).
/// Errors name the line, the path and the nearest name.
/// </summary>
internal sealed class ExperimentFile
{
    private static readonly string[] Fields = ["$schema", "name", "options", "thresholds"];
    private static readonly string[] OutOfPlace = ["out", "name", "seeds", "keep-events"];

    private readonly string _file;
    private readonly Dictionary<string, long> _lines;
    private readonly JsonElement _root;

    private ExperimentFile(string file, JsonElement root, Dictionary<string, long> lines) => (_file, _root, _lines) = (file, root, lines);

    /// <summary>The options that an experiment can have, without dashes.</summary>
    public static IReadOnlyList<string> OptionNames { get; } =
        [.. SimulateCommand.Verb.Options.Where(option => !option.Hidden).Select(option => option.Name[2..]).Except(OutOfPlace)];

    /// <summary>Reads an experiment.</summary>
    /// <exception cref="UsageException">It cannot be used.</exception>
    public static CheckPlan Read(string file, Func<string, string> folderOf)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file}: {(e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message)}");
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return new ExperimentFile(file, document.RootElement, LinesOf(bytes)).Plan(folderOf);
        }
        catch (JsonException broken)
        {
            throw new UsageException($"{file} line {broken.LineNumber + 1}: is not JSON: {broken.Message.Split(". ")[0]}");
        }
    }

    private CheckPlan Plan(Func<string, string> folderOf)
    {
        if (_root.ValueKind != JsonValueKind.Object) throw Fault("", "an experiment is an object: {\"options\": {}, \"thresholds\": {}}");
        foreach (var field in _root.EnumerateObject().Where(field => !Fields.Contains(field.Name)))
            throw Fault(field.Name, $"no such field{NearestName.Hint(field.Name, Fields)} Known: {string.Join(", ", Fields)}");
        var name = _root.TryGetProperty("name", out var given) ? Text("name", given) : Path.GetFileNameWithoutExtension(_file);
        var (terms, valid) = Thresholds();
        var swept = Options();
        var folder = folderOf($"check-{Slug(name)}");
        var many = swept.Where(option => option.Values.Count > 1 && option.Name != "seed").Select(option => option.Name).ToList();
        var cases = Combinations(swept).Select(settings => (Name: CaseName(settings, many), Run: Run(settings)))
            .GroupBy(one => one.Name, one => one.Run, StringComparer.Ordinal)
            .Select((runs, i) => new CheckCase(
                runs.Key, [.. runs.DistinctBy(run => run.Workload.Seed).Select(run => In(folder, $"{i + 1:00}-{Slug(runs.Key)}", run))]));
        return new CheckPlan(name, [.. cases], terms, folder) { Valid = valid };
    }

    private static RunPlan In(string folder, string name, RunPlan run)
    {
        var runId = FormattableString.Invariant($"{name}-seed{run.Workload.Seed}");
        return run with { RunId = runId, Folder = Path.Combine(folder, runId) };
    }

    private (List<Objective> Terms, bool Valid) Thresholds()
    {
        var (terms, valid) = (new List<Objective>(), true);
        if (!_root.TryGetProperty("thresholds", out var thresholds)) return (terms, valid);
        if (thresholds.ValueKind != JsonValueKind.Object)
            throw Fault("thresholds", "must be an object: {\"p90(T1-floor)\": \"<= 2s\"}");
        foreach (var threshold in thresholds.EnumerateObject())
        {
            var path = $"thresholds.{threshold.Name}";
            if (threshold.Name == "valid")
            {
                if (threshold.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                    throw Fault(path, "must be true or false");
                valid = threshold.Value.GetBoolean();
                continue;
            }

            terms.Add(At(path, () => SloText.ParseTerm(path, threshold.Name, Text(path, threshold.Value))));
        }

        return (terms, valid);
    }

    private List<(string Name, IReadOnlyList<string> Values)> Options()
    {
        var options = new List<(string, IReadOnlyList<string>)>();
        if (!_root.TryGetProperty("options", out var given)) return options;
        if (given.ValueKind != JsonValueKind.Object)
            throw Fault("options", "must be an object: {\"engine\": \"microbatch\", \"rate\": \"5000/s\"}");
        foreach (var option in given.EnumerateObject())
        {
            var path = $"options.{option.Name}";
            if (!OptionNames.Contains(option.Name))
            {
                var hint = NearestName.Hint(option.Name, OptionNames);
                throw Fault(path, $"simulate has no such option{hint} ctrbench simulate --help lists them");
            }

            JsonElement[] values = option.Value.ValueKind == JsonValueKind.Array ? [.. option.Value.EnumerateArray()] : [option.Value];
            if (values.Length == 0) throw Fault(path, "is an empty list: name a value, or leave it out");
            options.Add((option.Name, [.. values.Select(value => Text(path, value))]));
        }

        return options;
    }

    // A setting of one engine is left out for the other one of a sweep.
    private static IEnumerable<List<(string Name, string Value)>> Combinations(
        List<(string Name, IReadOnlyList<string> Values)> options)
    {
        IEnumerable<List<(string Name, string Value)>> all = [[]];
        foreach (var (name, values) in options.OrderBy(option => option.Name == "engine" ? 0 : 1))
            all = all.SelectMany(settings => values.Select(value => settings.Append((name, value)).ToList()));
        var severalEngines = options.Any(option => option.Name == "engine" && option.Values.Count > 1);
        return severalEngines
            ? all.Select(settings => settings.Where(setting => !IsForeign(setting.Name, settings[0].Value)).ToList()) : all;
    }

    private static bool IsForeign(string name, string engine) =>
        EngineId.Find(engine) is { } known && QueryOptions.IsForeign(known, $"--{name}");

    private static string CaseName(List<(string Name, string Value)> settings, List<string> many)
    {
        var named = settings.Where(setting => many.Contains(setting.Name))
            .Select(setting => setting.Name == "engine" ? setting.Value : $"{setting.Name}={setting.Value}").ToList();
        return named.Count > 0 ? string.Join(' ', named)
            : settings.Where(setting => setting.Name == "engine").Select(setting => setting.Value).FirstOrDefault(EngineId.MicroBatch.Name);
    }

    private RunPlan Run(List<(string Name, string Value)> settings)
    {
        var command = new Command(SimulateCommand.Verb.Name);
        foreach (var option in SimulateCommand.Verb.Options) command.Add(option);
        string[] args = [.. settings.Where(setting => setting.Value != "false").Select(setting =>
            setting.Value == "true" ? $"--{setting.Name}" : $"--{setting.Name}={setting.Value}")];
        var line = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        return At("options", () =>
        {
            if (line.Errors.Count > 0) throw ParseFaults.Of(line, [SimulateCommand.Verb]);
            return SimulateCommand.Plan(line);
        });
    }

    private T At<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (UsageException fault)
        {
            var place = fault.Option is { } option && option.StartsWith("--", StringComparison.Ordinal) ? $"options.{option[2..]}" : path;
            // The path is there already.
            var isNamed = fault.Message.StartsWith($"{path}: ", StringComparison.Ordinal);
            var reason = isNamed ? fault.Message[(path.Length + 2)..] : fault.Message;
            throw Fault(_lines.ContainsKey(place) ? place : path, reason);
        }
    }

    private string Text(string path, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => throw Fault(path, "must be a text, a number, true or false, or a list of these"),
    };

    private UsageException Fault(string path, string reason)
    {
        var line = _lines.GetValueOrDefault(path, 1).ToString(CultureInfo.InvariantCulture);
        return new UsageException(path.Length == 0 ? $"{_file}: {reason}" : $"{_file} line {line}, {path}: {reason}");
    }

    private static string Slug(string name) =>
        string.Concat(name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));

    // The line of each field, by its path.
    private static Dictionary<string, long> LinesOf(byte[] bytes)
    {
        var lines = new Dictionary<string, long>(StringComparer.Ordinal);
        var parents = new Stack<string>();
        var reader = new Utf8JsonReader(bytes);
        var path = "";
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartObject) parents.Push(path);
            else if (reader.TokenType is JsonTokenType.EndObject) parents.Pop();
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            path = parents.Peek().Length == 0 ? reader.GetString()! : $"{parents.Peek()}.{reader.GetString()}";
            lines.TryAdd(path, 1 + bytes.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n'));
        }

        return lines;
    }
}
