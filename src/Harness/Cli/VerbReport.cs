using System.Text.Json.Nodes;
using Spectre.Console;

namespace CtrBench.Harness.Cli;

/// <summary>
/// What a verb has to say in the end. One of its two forms is written to standard output, so that --json can never be mixed with words.
/// </summary>
/// <param name="Code">The exit code.</param>
/// <param name="Json">The answer for machines: snake_case names.</param>
/// <param name="Print">The answer for people.</param>
internal sealed record VerbReport(ExitCode Code, JsonObject Json, Action<IAnsiConsole> Print);
