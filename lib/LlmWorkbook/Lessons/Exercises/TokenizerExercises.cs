using System.Text;
using LlmWorkbook.Data;

namespace LlmWorkbook.Lessons;

/// <summary>The exercises of lesson 2: merging, encoding, spelling and measuring.</summary>
public static class TokenizerExercises
{
    private static readonly string[] vocabulary = ["un", "##able", "##a", "##ff", "##able", "a", "able", "##b", "##le", "read", "##ing", "##s", "r", "##e", "##ad", "北京", "中国", "##人"];

    /// <summary>One merge: everywhere, from the left, the token <c>merged</c> takes the place of <c>left right</c>.</summary>
    public static Exercise Merge { get; } = new Exercise<Func<int[], int, int, int, int[]>>
    {
        Id = "02.1",
        Title = "one merge, from the left, everywhere",
        Difficulty = Difficulty.Easy,
        Minutes = 5,
        Inputs = (random, n) => n switch
        {
            0 => [new[] { 1, 2, 3, 1, 2 }, 1, 2, 9],
            1 => [new[] { 5, 5, 5 }, 5, 5, 9],
            2 => [Array.Empty<int>(), 1, 2, 9],
            _ => [Ids(random, 3 + random.Next(8), 3), random.Next(3), random.Next(3), 9],
        },
        Reference = Merged,
        Right = "The text is one token shorter for every place where the pair stood.",
        Mistakes =
        [
            new("only the first place was merged; go on to the end.", (ids, left, right, merged) => MergedAt(ids, merged, [.. Places(ids, left, right).Take(1)])),
            new("where the pair overlaps with itself (5 5 5) the left one counts; go from left to right and step over what was merged.", (ids, left, right, merged) => MergedAt(ids, merged, PlacesFromTheRight(ids, left, right))),
            new("the right token of a pair stayed in the text; step over it too.", (ids, left, right, merged) => [.. ids.Select((id, i) => Places(ids, left, right).Contains(i) ? merged : id)]),
            new("the pair was taken in either order; left has to stand before right.", (ids, left, right, merged) => Merged(Merged(ids, left, right, merged), right, left, merged)),
            new("the last token got lost; when it begins no pair it still has to be copied.", (ids, left, right, merged) => Merged(ids, left, right, merged) is { Length: > 0 } all && !Places(ids, left, right).Contains(ids.Length - 2) ? all[..^1] : Merged(ids, left, right, merged)),
            new("nothing was merged; where ids[i] is left and ids[i + 1] is right, write merged.", (ids, _, _, _) => ids),
        ],
    };

    /// <summary>BPE encoding: the pair of the lowest rank first; the merge of rank r makes the token 100 + r.</summary>
    public static Exercise Encode { get; } = new Exercise<Func<int[], (int Left, int Right)[], int[]>>
    {
        Id = "02.2",
        Title = "BPE encoding: merges in the order they were learned",
        Difficulty = Difficulty.Hard,
        Minutes = 15,
        Inputs = (random, n) => n switch
        {
            0 => [new[] { 1, 2, 3 }, new[] { (2, 3), (1, 2) }],
            1 => [new[] { 1, 2, 1, 2 }, new[] { (1, 2), (100, 100) }],
            2 => [new[] { 4 }, new[] { (1, 2) }],
            _ => [Ids(random, 3 + random.Next(9), 4), Merges(random)],
        },
        Reference = Encoded,
        Right = "That is all of BPE encoding; the library does the same with a heap, so that long words stay fast.",
        Mistakes =
        [
            new("the first pair from the left that can be merged was taken; take the one that was learned first, wherever it stands.", (bytes, merges) => Encoded(bytes, merges, leftmost: true)),
            new("each merge was done once; a merge has to be done everywhere, and what it makes can be merged further.", (bytes, merges) => MergesOnce(bytes, merges)),
            new("the merges were tried in the reverse order; the first one of the list goes first.", (bytes, merges) => merges.Index().Reverse().Aggregate(bytes, (ids, m) => Merged(ids, m.Item.Left, m.Item.Right, 100 + m.Index))),
            new("only the bytes were looked at; a new token can be half of the next pair, so merge until no pair is left.", (bytes, merges) => Encoded(bytes, [.. merges.Select(m => m.Left < 100 && m.Right < 100 ? m : (-1, -1))])),
            new("nothing was merged; that is the text in bytes.", (bytes, _) => bytes),
        ],
    };

    /// <summary>WordPiece: a word from the left, always the longest piece; ["[UNK]"] when it cannot be spelt.</summary>
    public static Exercise Spell { get; } = new Exercise<Func<string, string[], string[]>>
    {
        Id = "02.3",
        Title = "WordPiece: the longest piece first",
        Difficulty = Difficulty.Medium,
        Minutes = 10,
        Inputs = (random, n) => [n switch
        {
            0 => "readable",
            1 => "unreadable",
            2 => "zoo",
            3 => "readz",
            4 => "中国人",
            _ => string.Concat(Enumerable.Range(0, 1 + random.Next(4)).Select(_ => vocabulary[random.Next(vocabulary.Length)].TrimStart('#'))),
        }, vocabulary],
        Reference = (word, vocabulary) => Spelt(word, vocabulary),
        Right = "Greedy from the left: fast, and not always the shortest spelling.",
        Mistakes =
        [
            new("the shortest piece was taken each time; begin with the longest.", (word, vocabulary) => Spelt(word, vocabulary, shortest: true)),
            new("inside a word a piece is looked up with ## before it; only the first piece has none.", (word, vocabulary) => Spelt(word, vocabulary, inside: "")),
            new("a word that cannot be spelt to its end is [UNK] as a whole; drop the pieces found before.", (word, vocabulary) => Spelt(word, vocabulary, keeps: true)),
            new("a word that cannot be spelt gave nothing; it is [UNK].", (word, vocabulary) => Spelt(word, vocabulary) is ["[UNK]"] ? [] : Spelt(word, vocabulary)),
            new("the pieces inside a word lost their ##; return them as they stand in the vocabulary.", (word, vocabulary) => [.. Spelt(word, vocabulary).Select(p => p.TrimStart('#'))]),
        ],
    };

    /// <summary>Loss per token and number of tokens to bits per byte of the text.</summary>
    public static Exercise Measure { get; } = new Exercise<Func<double, int, string, double>>
    {
        Id = "02.4",
        Title = "bits per byte from a loss per token",
        Difficulty = Difficulty.Easy,
        Minutes = 5,
        Inputs = (random, n) => n switch
        {
            0 => [2.0, 3, "中国"],
            1 => [1.0, 4, "good"],
            _ => [0.5 + 5 * random.NextDouble(), 1 + random.Next(9), string.Concat(Enumerable.Range(0, 1 + random.Next(5)).Select(_ => new[] { "中国", "good", "é", "😀", " " }[random.Next(5)]))],
        },
        Reference = (loss, tokens, text) => loss * tokens / Math.Log(2) / Encoding.UTF8.GetByteCount(text),
        Right = "No tokenizer can change the number of bytes: now models of any two tokenizers can be compared.",
        Mistakes =
        [
            new("that is in nats; a bit is ln 2 nats, so divide by it.", (loss, tokens, text) => loss * tokens / Encoding.UTF8.GetByteCount(text)),
            new("nats were multiplied by ln 2; divide: a nat is 1.44 bits.", (loss, tokens, text) => loss * tokens * Math.Log(2) / Encoding.UTF8.GetByteCount(text)),
            new("text.Length counts UTF-16 units, 2 for 中国; it has 6 bytes in UTF-8: Encoding.UTF8.GetByteCount.", (loss, tokens, text) => loss * tokens / Math.Log(2) / text.Length),
            new("that is bits per token; multiply by the tokens, divide by the bytes.", (loss, _, _) => loss / Math.Log(2)),
            new("the loss is of one token; multiply it by their number before you divide by the bytes.", (loss, _, text) => loss / Math.Log(2) / Encoding.UTF8.GetByteCount(text)),
        ],
    };

    /// <summary>All of the lesson.</summary>
    public static IReadOnlyList<Exercise> All { get; } = [Merge, Encode, Spell, Measure];

    private static int[] Ids(SplitMix64 random, int count, int kinds) => [.. Enumerable.Range(0, count).Select(_ => random.Next(kinds))];

    /// <summary>Merges of the tokens 0 to 3 and of what earlier merges make.</summary>
    private static (int, int)[] Merges(SplitMix64 random)
    {
        var merges = new List<(int, int)>();
        while (merges.Count < 4)
        {
            var pair = (Token(), Token());
            if (!merges.Contains(pair))
                merges.Add(pair);
        }
        return [.. merges];

        int Token()
        {
            int token = random.Next(4 + merges.Count);
            return token < 4 ? token : 96 + token;
        }
    }

    private static int[] Merged(int[] ids, int left, int right, int merged) => MergedAt(ids, merged, Places(ids, left, right));

    private static int[] MergedAt(int[] ids, int merged, IReadOnlyCollection<int> places) =>
        [.. ids.Index().Where(t => !places.Contains(t.Index - 1)).Select(t => places.Contains(t.Index) ? merged : t.Item)];

    /// <summary>Where the pair begins, from the left, without overlaps.</summary>
    private static List<int> Places(int[] ids, int left, int right)
    {
        var places = new List<int>();
        for (int i = 0; i + 1 < ids.Length; i++)
        {
            if (ids[i] == left && ids[i + 1] == right)
                places.Add(i++);
        }
        return places;
    }

    private static List<int> PlacesFromTheRight(int[] ids, int left, int right)
    {
        int[] turned = [.. ids.Reverse()];
        return [.. Places(turned, right, left).Select(i => ids.Length - 2 - i)];
    }

    private static int[] Encoded(int[] bytes, (int Left, int Right)[] merges) => Encoded(bytes, merges, leftmost: false);

    private static int[] Encoded(int[] bytes, (int Left, int Right)[] merges, bool leftmost)
    {
        int[] ids = bytes;
        while (true)
        {
            var found = ids.Zip(ids.Skip(1)).Select((pair, place) => (Rank: Array.IndexOf(merges, pair), Place: place)).Where(f => f.Rank >= 0).ToList();
            if (found.Count == 0)
                return ids;
            var (rank, at) = leftmost ? found[0] : found.MinBy(f => f.Rank);
            ids = leftmost ? MergedAt(ids, 100 + rank, [at]) : Merged(ids, merges[rank].Left, merges[rank].Right, 100 + rank);
        }
    }

    private static int[] MergesOnce(int[] bytes, (int Left, int Right)[] merges) => merges.Index().Aggregate(bytes, (ids, m) =>
        MergedAt(ids, 100 + m.Index, [.. Places(ids, m.Item.Left, m.Item.Right).Take(1)]));

    private static string[] Spelt(string word, string[] vocabulary, bool shortest = false, string inside = "##", bool keeps = false)
    {
        var pieces = new List<string>();
        for (int start = 0; start < word.Length;)
        {
            var ends = Enumerable.Range(start + 1, word.Length - start);
            int end = (shortest ? ends : ends.Reverse()).FirstOrDefault(e => vocabulary.Contains((start == 0 ? "" : inside) + word[start..e]));
            if (end == 0)
                return keeps ? [.. pieces, "[UNK]"] : ["[UNK]"];
            pieces.Add((start == 0 ? "" : inside) + word[start..end]);
            start = end;
        }
        return [.. pieces];
    }
}
