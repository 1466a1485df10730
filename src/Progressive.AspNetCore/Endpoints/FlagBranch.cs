namespace Progressive.AspNetCore.Endpoints;

/// <summary>One way through the questions of a routing node: an answer to each.</summary>
internal sealed record FlagBranch(FlagQuestion[] Questions, FlagAnswer[] Answers)
{
    // Two bits hold every answer.
    public const int BitsPerQuestion = 2;

    /// <summary>The number that the answers make.</summary>
    public int Number => Answers.Select((answer, i) => (int)answer << (i * BitsPerQuestion)).Sum();

    public static IEnumerable<FlagBranch> Of(FlagQuestion[] questions)
    {
        IEnumerable<FlagAnswer[]> ways = [[]];
        foreach (var question in questions)
        {
            ways = ways.SelectMany(way => Enumerable.Range(0, question.Answers).Select(answer => (FlagAnswer[])[.. way, (FlagAnswer)answer])).ToArray();
        }

        return ways.Select(answers => new FlagBranch(questions, answers));
    }

    public FlagAnswer AnswerTo(FlagQuestion question) => Answers[Array.IndexOf(Questions, question)];
}
