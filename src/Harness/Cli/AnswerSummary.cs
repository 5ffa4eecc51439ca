using CtrBench.Harness.Answers;
using Spectre.Console;

namespace CtrBench.Harness.Cli;

/// <summary>The answer as a person reads it: first of all that a verb prints about finished runs.</summary>
internal static class AnswerSummary
{
    /// <summary>Draws it: sentences, then the terms of the question.</summary>
    public static void Print(IAnsiConsole console, Answer answer)
    {
        foreach (var sentence in answer.Sentences)
        {
            var text = Markup.Escape(sentence.Text);
            console.MarkupLine(sentence.Kind == AnswerKind.Validity ? $"[yellow]{text}[/]" : text);
        }

        foreach (var term in answer.Terms) console.MarkupLine($"[dim]  {Markup.Escape($"{term.Name}: {term.Text}")}[/]");
        console.WriteLine();
    }
}
