namespace LlmWorkbook.Data;

/// <summary>
/// Every way in which a grammar can write a text, or the beginning of one. Lists are picked where the text first needs them, and a
/// way is given up at its first wrong letter, so the work grows with the text's length and not with the number of possible texts.
/// </summary>
/// <param name="grammar">The grammar.</param>
/// <param name="language">The language of the text.</param>
/// <param name="split">Fixes what is held out.</param>
/// <param name="target">The text; a <see cref="Blank"/> stands for any one word, with its leading space.</param>
internal sealed class Derivations(WorldGrammar grammar, Language language, Split split, string target)
{
    /// <summary>Stands for one unknown word.</summary>
    public const char Blank = '\uFFFC';

    private readonly int[] picked = [.. Enumerable.Repeat(-1, grammar.TableKeys.Count)];
    private readonly int[] wordings = new int[grammar.Lines.Count];
    private readonly List<string> blanks = [];

    /// <summary>Called with the probability so far and the next word when the text is used up, at the end of a word, and the document goes on.</summary>
    public Action<double, string>? Beyond { get; init; }

    /// <summary>Called with the probability when the document ends exactly where the text does.</summary>
    public Action<double>? Complete { get; init; }

    /// <summary>The words that fill the blanks of the way in hand.</summary>
    public IReadOnlyList<string> Blanks => blanks;

    /// <summary>All decisions of the way in hand, in the order of the generator.</summary>
    public IEnumerable<Choice> Trace => grammar.Order.Select(step => step.IsLine
        ? new Choice(step.Key, wordings[step.Index]) : new Choice(step.Key, picked[step.Index]));

    /// <summary>Follows every way.</summary>
    public void Walk() => Begin(0, 0, 1);

    private void Begin(int line, int at, double p)
    {
        if (line == grammar.Lines.Count)
        {
            if (at == target.Length)
                Complete?.Invoke(p);
            return;
        }
        var wording = grammar.Lines[line];
        for (int i = 0; i < wording.Wordings.Count; i++)
        {
            wordings[line] = i;
            Tell(line, wording.Wordings[i].In(language), 0, at, p * wording.Probabilities[i]);
        }
    }

    private void Tell(int line, IReadOnlyList<Piece> pieces, int piece, int at, double p)
    {
        if (piece == pieces.Count)
        {
            Begin(line + 1, at, p);
            return;
        }
        var next = pieces[piece];
        if (next.Key is null)
            Say(next.Choices[0], 0, at, p, (to, q) => Tell(line, pieces, piece + 1, to, q));
        else
            Pick(grammar.TableIndex(next.Key), p, (item, q) => Say(next.Choices[item], 0, at, q, (to, r) => Tell(line, pieces, piece + 1, to, r)));
    }

    /// <summary>Goes on with every item that a list may have here.</summary>
    private void Pick(int table, double p, Action<int, double> then)
    {
        if (picked[table] >= 0)
        {
            then(picked[table], p);
            return;
        }
        if (grammar.ParentsOf(table).FirstOrDefault(parent => picked[parent] < 0, -1) is var open and >= 0)
        {
            Pick(open, p, (_, q) => Pick(table, q, then));
            return;
        }
        var probabilities = grammar.Probabilities(table, picked, split);
        for (int i = 0; i < probabilities.Count; i++)
        {
            if (probabilities[i] == 0)
                continue;
            picked[table] = i;
            then(i, p * probabilities[i]);
        }
        picked[table] = -1;
    }

    private void Say(IReadOnlyList<string> words, int index, int at, double p, Action<int, double> then)
    {
        if (index == words.Count)
        {
            then(at, p);
            return;
        }
        string word = words[index];
        if (at == target.Length)
        {
            Beyond?.Invoke(p, word);
            return;
        }
        if (target[at] == Blank)
        {
            blanks.Add(word);
            Say(words, index + 1, at + 1, p, then);
            blanks.RemoveAt(blanks.Count - 1);
            return;
        }
        if (string.CompareOrdinal(word, 0, target, at, word.Length) == 0)
            Say(words, index + 1, at + word.Length, p, then);
    }
}
