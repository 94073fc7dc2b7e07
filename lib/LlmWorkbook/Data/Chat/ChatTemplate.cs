namespace LlmWorkbook.Data;

/// <summary>
/// A chat as one row of tokens of <see cref="WorldTokenizer"/>:
/// <c>&lt;|endoftext|&gt;&lt;|user|&gt;question&lt;|end|&gt;&lt;|assistant|&gt;answer&lt;|end|&gt;</c>. The marks are single tokens that no text can
/// write, so nobody can speak in another's name.
/// </summary>
public static class ChatTemplate
{
    /// <summary>
    /// The same template in Jinja, as Hugging Face's tokenizers carry it. What stands between <c>generation</c> marks counts as response
    /// (TRL's <c>assistant_only_loss</c>): the last answer, as in <see cref="Instruction.Encode"/>.
    /// </summary>
    internal const string Jinja = """
        {{- '<|endoftext|>' }}
        {%- set last = namespace(answer=-1) %}
        {%- for message in messages %}
            {%- if message['role'] == 'assistant' %}
                {%- set last.answer = loop.index0 %}
            {%- endif %}
        {%- endfor %}
        {%- for message in messages %}
            {{- '<|' + message['role'] + '|>' }}
            {%- if loop.index0 == last.answer %}
                {%- generation %}
                    {{- message['content'] + '<|end|>' }}
                {%- endgeneration %}
            {%- else %}
                {{- message['content'] + '<|end|>' }}
            {%- endif %}
        {%- endfor %}
        {%- if add_generation_prompt %}
            {{- '<|assistant|>' }}
        {%- endif %}
        """;

    private static readonly Lazy<int> end = new(() => WorldTokenizer.Vocabulary.SpecialId("<|end|>"));

    /// <summary>The token that closes every turn; behind it a model has said all it has to say.</summary>
    public static int End => end.Value;

    /// <summary>A whole chat.</summary>
    /// <param name="turns">Who says what, in order.</param>
    /// <param name="onlyLast">True: the assistant's earlier turns count as context, only the last one as response.</param>
    /// <exception cref="WorkbookException">A text contains a special token.</exception>
    public static ChatTokens Encode(IReadOnlyList<Turn> turns, bool onlyLast = false)
    {
        var (tokens, isResponse) = (new List<int> { WorldTokenizer.Special.End }, new List<bool> { false });
        foreach (var (n, turn) in turns.Index())
        {
            Add([Mark(turn.Role)], false);
            Add([.. Words(turn), End], turn.Role == Role.Assistant && (!onlyLast || n == turns.Count - 1));
        }
        return new([.. tokens], [.. isResponse]);

        void Add(int[] more, bool response)
        {
            tokens.AddRange(more);
            isResponse.AddRange(Enumerable.Repeat(response, more.Length));
        }
    }

    /// <summary>A chat up to where the assistant begins to speak: it ends behind <c>&lt;|assistant|&gt;</c>.</summary>
    /// <param name="turns">What was said so far.</param>
    /// <exception cref="WorkbookException">A text contains a special token.</exception>
    public static int[] Prompt(IReadOnlyList<Turn> turns) => [.. Encode(turns).Tokens, Mark(Role.Assistant)];

    /// <summary>The prompt of one question.</summary>
    /// <param name="question">What the user says.</param>
    /// <exception cref="WorkbookException">The text contains a special token.</exception>
    public static int[] Prompt(string question) => Prompt([new Turn(Role.User, question)]);

    /// <summary>An answer as a model writes it behind a prompt: its words and <c>&lt;|end|&gt;</c>.</summary>
    /// <exception cref="WorkbookException">The text contains a special token.</exception>
    public static int[] Answer(string text) => [.. Words(new(Role.Assistant, text)), End];

    private static int Mark(Role role) => WorldTokenizer.Vocabulary.SpecialId($"<|{role.ToString().ToLowerInvariant()}|>");

    private static int[] Words(Turn turn)
    {
        if (WorldTokenizer.SpecialTokens.FirstOrDefault(mark => turn.Text.Contains(mark, StringComparison.Ordinal)) is { } written)
            throw new WorkbookException($"The {turn.Role.ToString().ToLowerInvariant()}'s text contains {written}, which only the chat template may write; take it out.");
        return WorldTokenizer.Encode(turn.Text);
    }
}
