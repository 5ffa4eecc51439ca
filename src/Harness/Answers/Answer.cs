using CtrBench.Harness.Measurement;

namespace CtrBench.Harness.Answers;

/// <summary>
/// What runs say about the question, first and in sentences, with the figures of each sentence as data, so that console, report and JSON
/// show the same. Never kinder than the data: invalid runs are named first and count for nothing else; what is not known is said to be.
/// </summary>
/// <param name="Sentences">In the order in which they are read.</param>
/// <param name="Terms">The terms of the question: query, traffic, engines, whether measured or predicted.</param>
/// <param name="Differences">Every difference that a sentence is made of, per traffic.</param>
internal sealed record Answer(
    IReadOnlyList<AnswerSentence> Sentences, IReadOnlyList<AnswerTerm> Terms, IReadOnlyList<Difference> Differences)
{
    /// <summary>The answer of some runs.</summary>
    public static Answer Of(IReadOnlyList<ComparedRun> runs)
    {
        IReadOnlyList<Contender> contenders = Contender.Of([.. runs.Where(run => run.Manifest.Engine is not null)]);
        IReadOnlyList<Difference> differences = Difference.Between(contenders);
        return new Answer(
            [
                .. ValiditySentences.OfInvalid(runs),
                .. DifferenceSentences.Of(differences),
                .. LatencySentences.Of(contenders),
                .. LossSentences.Of(contenders),
                .. ValiditySentences.OfWarnings(runs),
            ],
            AnswerTerms.Of(runs, contenders),
            differences);
    }
}

/// <summary>One sentence.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Text">The sentence.</param>
/// <param name="Figures">The figures in it, not rounded.</param>
internal sealed record AnswerSentence(AnswerKind Kind, string Text, IReadOnlyList<AnswerFigure> Figures)
{
    /// <summary>A sentence.</summary>
    public static AnswerSentence Of(AnswerKind kind, string text, params AnswerFigure[] figures) => new(kind, text, figures);
}

/// <summary>A figure of a sentence.</summary>
/// <param name="Of">What it is of: a contender, or a pair of them.</param>
/// <param name="Name">Its name; the unit comes last.</param>
/// <param name="Value">Its value.</param>
internal sealed record AnswerFigure(string Of, string Name, double Value);

/// <summary>One term of the question.</summary>
/// <param name="Name">Window, delay, traffic, ...</param>
/// <param name="Text">Its value in words.</param>
internal sealed record AnswerTerm(string Name, string Text);

/// <summary>What a sentence is about.</summary>
internal enum AnswerKind
{
    /// <summary>Runs that are invalid, or have warnings.</summary>
    Validity,

    /// <summary>Which of two answers sooner.</summary>
    Difference,

    /// <summary>What of a latency was asked for, and what the engine adds.</summary>
    Latency,

    /// <summary>Latencies on two branches.</summary>
    Steps,

    /// <summary>What is lost.</summary>
    Loss,
}
