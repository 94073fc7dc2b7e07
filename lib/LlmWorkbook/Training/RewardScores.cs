using LlmWorkbook.Data;
using LlmWorkbook.Models;
using static TorchSharp.torch;

namespace LlmWorkbook.Training;

/// <summary>What a reward model says of answers.</summary>
public static class RewardScores
{
    /// <summary>The reward of each answer.</summary>
    /// <param name="model">The reward model; put into evaluation mode and back.</param>
    /// <param name="answers">Questions and answers as text.</param>
    /// <param name="batchSize">Answers per forward pass.</param>
    /// <returns>One number each; only differences between answers to one question mean something.</returns>
    /// <exception cref="OperationCanceledException">Stop was pressed in the notebook.</exception>
    public static IReadOnlyList<double> Of(RewardModel model, IEnumerable<(string Question, string Answer)> answers, int batchSize = 128)
    {
        (string Question, string Answer)[] all = [.. answers];
        bool wasTraining = model.training;
        model.eval();
        try
        {
            int half = (all.Length + 1) / 2;
            var (first, other) = SideBySide.Run(() => Scores(all[..half]), () => Scores(all[half..]));
            return [.. first, .. other];
        }
        finally
        {
            model.train(wasTraining);
        }

        List<double> Scores((string Question, string Answer)[] part)
        {
            using var _ = no_grad();
            var scores = new List<double>();
            foreach (var some in part.Chunk(batchSize))
            {
                StopButton.Check();
                using var scope = NewDisposeScope();
                using var batch = AnswerRows.Packed([.. Runs(some).Select(r => (ChatTemplate.Prompt(r[0].Question), r.Select(a => ChatTemplate.Answer(a.Answer)).ToArray()))], WorldTokenizer.Special.Pad, model.Device);
                scores.AddRange(model.Rewards(batch).to_type(float64).data<double>());
            }
            return scores;
        }
    }

    /// <summary>Answers to the same question beside each other, which can share rows.</summary>
    private static IEnumerable<(string Question, string Answer)[]> Runs((string Question, string Answer)[] answers)
    {
        for (int first = 0, last = 0; first < answers.Length; first = last)
        {
            while (last < answers.Length && answers[last].Question == answers[first].Question)
                last++;
            yield return answers[first..last];
        }
    }

    /// <summary>By how much the chosen answer of each pair is preferred; below 0 where the model would have chosen the other one.</summary>
    public static IReadOnlyList<double> Margins(RewardModel model, IReadOnlyList<PreferencePair> pairs)
    {
        var texts = pairs.SelectMany(p => new[] { (p.Question.Text, p.Chosen.Text), (p.Question.Text, p.Rejected.Text) }).Distinct().ToList();
        var scores = texts.Zip(Of(model, texts)).ToDictionary();
        return [.. pairs.Select(p => scores[(p.Question.Text, p.Chosen.Text)] - scores[(p.Question.Text, p.Rejected.Text)])];
    }
}
