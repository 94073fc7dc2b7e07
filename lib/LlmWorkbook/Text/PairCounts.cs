namespace LlmWorkbook.Text;

/// <summary>Two tokens side by side in a bag of words.</summary>
internal sealed class TokenPair(int left, int right)
{
    public int Left { get; } = left;

    public int Right { get; } = right;

    /// <summary>How often it stands in the words now.</summary>
    public long Count { get; set; }

    /// <summary>The words that hold it, and some that did.</summary>
    public List<int> Words { get; } = [];
}

/// <summary>
/// Neighbouring tokens in a bag of words: how often each pair and each token stands there, and in which words. The counts follow
/// each merge exactly; a merge visits only the words that hold its pair.
/// </summary>
internal sealed class PairCounts
{
    private readonly List<(int[] Ids, long Count)> words = [];
    private readonly List<int> lengths = [];
    private readonly Dictionary<(int Left, int Right), TokenPair> pairs = [];
    private readonly HashSet<TokenPair> grown = [];
    private readonly List<long> tokens = [];

    /// <param name="words">Each word as token ids, and how often it occurs.</param>
    public PairCounts(IEnumerable<(int[] Ids, long Count)> words)
    {
        foreach (var word in words)
        {
            for (int i = 0; i < word.Ids.Length; i++)
            {
                ChangeToken(word.Ids[i], word.Count);
                if (i > 0)
                    ChangePair(word.Ids[i - 1], word.Ids[i], word.Count, this.words.Count);
            }
            this.words.Add(word);
            lengths.Add(word.Ids.Length);
        }
    }

    /// <summary>All pairs that stand in the words, in no order.</summary>
    public IReadOnlyCollection<TokenPair> Pairs => pairs.Values;

    /// <summary>How often each token stands in the words.</summary>
    public IReadOnlyList<long> TokenCounts => tokens;

    /// <summary>The pairs that have become more frequent since this was last asked.</summary>
    public IReadOnlyList<TokenPair> TakeGrown()
    {
        TokenPair[] taken = [.. grown];
        grown.Clear();
        return taken;
    }

    /// <summary>Puts one token in the place of a pair, from the left, in every word.</summary>
    public void Merge(TokenPair pair, int merged)
    {
        foreach (int word in pair.Words)
            Merge(word, pair.Left, pair.Right, merged);
    }

    private void Merge(int word, int left, int right, int merged)
    {
        var (ids, count) = words[word];
        int length = lengths[word], kept = 0;
        for (int i = 0; i < length; i++)
        {
            if (ids[i] != left || i + 1 == length || ids[i + 1] != right)
            {
                ids[kept++] = ids[i];
                continue;
            }
            if (kept > 0)
            {
                ChangePair(ids[kept - 1], left, -count, word);
                ChangePair(ids[kept - 1], merged, count, word);
            }
            if (i + 2 < length)
            {
                ChangePair(right, ids[i + 2], -count, word);
                ChangePair(merged, ids[i + 2], count, word);
            }
            ChangePair(left, right, -count, word);
            ChangeToken(left, -count);
            ChangeToken(right, -count);
            ChangeToken(merged, count);
            ids[kept++] = merged;
            i++;
        }
        lengths[word] = kept;
    }

    private void ChangeToken(int token, long change)
    {
        while (tokens.Count <= token)
            tokens.Add(0);
        tokens[token] += change;
    }

    private void ChangePair(int left, int right, long change, int word)
    {
        if (!pairs.TryGetValue((left, right), out var pair))
            pairs[(left, right)] = pair = new(left, right);
        pair.Count += change;
        if (change > 0)
        {
            grown.Add(pair);
            if (pair.Words.Count == 0 || pair.Words[^1] != word)
                pair.Words.Add(word);
        }
        else if (pair.Count == 0)
        {
            pairs.Remove((left, right));
            grown.Remove(pair);
        }
    }
}
