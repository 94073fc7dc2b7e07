using LlmWorkbook.Data;
using LlmWorkbook.Models;

namespace LlmWorkbook.Training;

/// <summary>Talks to a model in the form of <see cref="ChatTemplate"/>.</summary>
public static class Chat
{
    /// <summary>What the model says next.</summary>
    /// <param name="model">A decoder with the shared tokenizer.</param>
    /// <param name="turns">What was said so far; the user spoke last.</param>
    /// <param name="sampling">How tokens are drawn; always the likeliest if null.</param>
    /// <param name="most">At most so many tokens.</param>
    /// <returns>The answer; cut off if the model does not end it.</returns>
    /// <exception cref="WorkbookException">A text contains a special token.</exception>
    public static string Answer(Decoder model, IReadOnlyList<Turn> turns, SamplingConfig? sampling = null, int most = 40) =>
        WorldTokenizer.Decode(new Sampler(model).Generate(ChatTemplate.Prompt(turns), most, sampling ?? new() { Temperature = 0 })
            .TakeWhile(token => token != ChatTemplate.End && token != WorldTokenizer.Special.End)).Trim();

    /// <summary>What the model says to one question.</summary>
    /// <inheritdoc cref="Answer(Decoder, IReadOnlyList{Turn}, SamplingConfig?, int)"/>
    public static string Answer(Decoder model, string question) => Answer(model, [new Turn(Role.User, question)]);

    /// <summary>One sampled answer to each question, at temperature 1.</summary>
    /// <param name="model">A decoder with the shared tokenizer.</param>
    /// <param name="questions">What to ask; a question may stand there several times.</param>
    /// <param name="seed">Fixes the samples.</param>
    /// <param name="most">At most so many tokens an answer.</param>
    public static IReadOnlyList<string> Sample(Decoder model, IReadOnlyList<string> questions, long seed, int most = 24)
    {
        var said = new List<string>();
        foreach (string[] some in questions.Chunk(256))
            using (var rollouts = Rollouts.Generate(model, [.. some.Select(ChatTemplate.Prompt)], most, ChatTemplate.End, seed: seed + said.Count))
                said.AddRange(rollouts.Texts);
        return said;
    }

    /// <summary>The likeliest answer to each prompt, all read side by side.</summary>
    /// <param name="model">A decoder with the shared tokenizer.</param>
    /// <param name="prompts">What was said so far; the user spoke last.</param>
    /// <param name="most">At most so many tokens an answer.</param>
    /// <exception cref="WorkbookException">A text contains a special token, or prompt and answer do not fit the model's context.</exception>
    public static IReadOnlyList<string> Answers(Decoder model, IEnumerable<IReadOnlyList<Turn>> prompts, int most = 40)
    {
        using var rollouts = Rollouts.Generate(model, [.. prompts.Select(ChatTemplate.Prompt)], most, ChatTemplate.End, temperature: 0);
        return rollouts.Texts;
    }

    /// <summary>Share of instructions to which the model's likeliest answer is one that the world gives, too.</summary>
    /// <param name="model">A decoder with the shared tokenizer.</param>
    /// <param name="asked">What to ask.</param>
    /// <param name="all">Every instruction of that kind: it holds all right answers.</param>
    public static double Accuracy(Decoder model, IReadOnlyList<Instruction> asked, IEnumerable<Instruction> all)
    {
        var right = all.Select(i => (Prompt(i), i.Answer)).ToHashSet();
        return asked.Zip(Answers(model, asked.Select(i => i.Prompt))).Average(a => right.Contains((Prompt(a.First), a.Second)) ? 1.0 : 0);

        static string Prompt(Instruction instruction) => string.Join('\n', instruction.Prompt.Select(t => t.Text));
    }
}
