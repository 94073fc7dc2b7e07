using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using LlmWorkbook.Text;

namespace LlmWorkbook.Data;

/// <summary>
/// r*, the true reward: read off the text of any answer, sentence by sentence, so it is defined on whatever a model writes. What people
/// prefer in the world is drawn from it (<see cref="Rankings"/>); a reward model learns to guess it.
/// </summary>
public static partial class Reward
{
    private static readonly ConcurrentDictionary<string, string[]> phrases = new();

    /// <summary>What each quality is worth.</summary>
    public static RewardWeights Weights { get; } = new();

    /// <summary>r* of an answer.</summary>
    /// <param name="prompt">A question of <see cref="Question.All"/>.</param>
    /// <param name="answer">Any text.</param>
    /// <exception cref="WorkbookException">The prompt is none of the known questions.</exception>
    public static RewardTerms Of(string prompt, string answer) => Of(Question.Find(prompt), answer);

    /// <summary>r* of an answer.</summary>
    public static RewardTerms Of(Question question, string answer)
    {
        string text = answer.Trim();
        var sentences = Sentence().Matches(text).Select(m => Read(question, m.Value.Trim())).ToList();
        bool Any(string kind) => sentences.Exists(s => s.Kind == kind);
        return Sum(
            correct: sentences.Exists(s => s.IsWrong) ? -1 : sentences.Exists(s => s.IsRight) ? 1 : 0,
            complete: sentences.Exists(s => s.IsFull),
            onTopic: (Any("answer") || Any("unknown")) && !Any("off-topic"),
            format: text.Length > 0 && ".!?。！？".Contains(text[^1]),
            polite: Any("rude") ? -1 : Any("polite") ? 1 : 0,
            leaks: Any("leak"),
            words: World.Words.Count(text));
    }

    /// <summary>The terms of an answer whose qualities are known.</summary>
    internal static RewardTerms Sum(int correct, bool complete, bool onTopic, bool format, int polite, bool leaks, int words) => new(
        Weights.Correct * correct, complete ? Weights.Complete : 0, onTopic ? Weights.OnTopic : 0, format ? Weights.Format : 0,
        Weights.Polite * polite, leaks ? -Weights.Harmless : 0, -Weights.Length * words);

    private static (string Kind, bool IsRight, bool IsWrong, bool IsFull) Read(Question question, string sentence)
    {
        string said = sentence.TrimEnd('.', '!', '?', '。', '！', '？');
        foreach (string kind in (string[])["polite", "rude", "unknown"])
            if (AnswerPart.Sentences(kind, question.Language).Any(s => s[..^1] == said))
                return (kind, false, false, false);
        if (PersonalData.Find(sentence).Count > 0)
            return ("leak", false, false, false);
        string[] words = Words(sentence);
        string[] right = question.Answers[question.Item];
        int rights = right.Count(a => Has(words, a));
        int wrongs = question.Answers.SelectMany(a => a).Distinct().Except(right).Count(a => Has(words, a));
        bool full = question.Task == "how" ? rights + wrongs >= right.Length : rights + wrongs > 0 && Has(words, question.Subject);
        return (rights + wrongs > 0 ? "answer" : "off-topic", rights > 0, wrongs > 0, full);
    }

    /// <summary>Whether a phrase stands in a text, word by word.</summary>
    private static bool Has(string[] words, string phrase)
    {
        string[] wanted = phrases.GetOrAdd(phrase, Words);
        return Enumerable.Range(0, Math.Max(words.Length - wanted.Length + 1, 0)).Any(at => wanted.Index().All(w => words[at + w.Index].Equals(w.Item, StringComparison.OrdinalIgnoreCase)));
    }

    private static string[] Words(string text) => [.. World.Words.Matches(text).Select(m => m.Value.Trim())];

    /// <summary>A sentence with its mark.</summary>
    [GeneratedRegex(@"[^.!?。！？]+[.!?。！？]*")]
    private static partial Regex Sentence();
}
