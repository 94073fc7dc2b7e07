using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace Microsoft.ML.Tokenizers;

/// <summary>Byte pair encoding: a piece starts as its bytes (or characters), and the pair that comes first in the list of merges is merged until none is left.</summary>
public sealed class BpeTokenizer : Tokenizer
{
    private const int LongestCached = 15;
    private const int MostCached = 100_000;
    private static readonly Regex WordOrNonWord = new(@"\w+|[^\w\s]+", RegexOptions.Compiled);

    private readonly Dictionary<string, int> vocabulary = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> texts = [];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> specialLookup;
    private readonly Dictionary<int, string> specialTexts = [];
    private readonly PairMerger merger = new();
    private readonly ConcurrentDictionary<string, int[]> cache = new(StringComparer.Ordinal);
    private readonly PreTokenizer preTokenizer;
    private readonly Normalizer? normalizer;

    private BpeTokenizer(BpeOptions options)
    {
        ByteLevel = options.ByteLevel;
        SpecialTokens = options.SpecialTokens;
        normalizer = options.Normalizer;
        preTokenizer = options.PreTokenizer ?? new RegexPreTokenizer(WordOrNonWord, null);
        foreach (var (text, id) in options.Vocabulary)
        {
            vocabulary.Add(text, id);
            texts.Add(id, text);
        }
        if (vocabulary.Count == 0)
            throw new InvalidOperationException("The vocabulary cannot be empty.");
        lookup = vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        var special = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (text, id) in SpecialTokens ?? new Dictionary<string, int>())
        {
            special.Add(text, id);
            specialTexts.Add(id, text);
        }
        specialLookup = special.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var merge in options.Merges ?? [])
            AddMerge(merge);
    }

    /// <summary>Token texts and their ids.</summary>
    public IReadOnlyDictionary<string, int> Vocabulary => vocabulary;

    /// <summary>Pieces that are one token as they stand.</summary>
    public IReadOnlyDictionary<string, int>? SpecialTokens { get; }

    /// <summary>True when tokens are made of bytes.</summary>
    public bool ByteLevel { get; }

    /// <inheritdoc/>
    public override PreTokenizer? PreTokenizer => preTokenizer;

    /// <inheritdoc/>
    public override Normalizer? Normalizer => normalizer;

    /// <summary>Makes a tokenizer.</summary>
    /// <exception cref="InvalidOperationException">The vocabulary is empty, or a merge is malformed or names a token that the vocabulary lacks.</exception>
    public static BpeTokenizer Create(BpeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(options);
    }

    /// <inheritdoc/>
    public override string Decode(IEnumerable<int> ids) => Decode(ids, considerSpecialTokens: true);

    /// <summary>The text of token ids, with or without the special tokens.</summary>
    public string Decode(IEnumerable<int> ids, bool considerSpecialTokens)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var text = new StringBuilder();
        var bytes = new List<byte>();
        foreach (int id in ids)
        {
            bool isSpecial = specialTexts.TryGetValue(id, out var token);
            if (isSpecial ? !considerSpecialTokens : !texts.TryGetValue(id, out token))
                continue;
            if (ByteLevel)
                ByteCharacters.Append(token!, bytes);
            else
                text.Append(token);
        }
        return ByteLevel ? Encoding.UTF8.GetString([.. bytes]) : text.ToString();
    }

    internal override void Encode(ReadOnlySpan<char> piece, List<int> ids)
    {
        if (specialLookup.TryGetValue(piece, out int special))
            ids.Add(special);
        else
            ids.AddRange(Merged(ByteLevel ? ByteCharacters.FromText(piece, null) : piece));
    }

    internal override void Encode(ReadOnlySpan<char> piece, int offset, List<EncodedToken> tokens)
    {
        if (specialLookup.TryGetValue(piece, out int special))
        {
            tokens.Add(new(special, specialTexts[special], new(offset, offset + piece.Length)));
            return;
        }
        var origins = new List<int>();
        var symbols = ByteLevel ? ByteCharacters.FromText(piece, origins) : piece;
        int start = 0;
        foreach (int id in Merged(symbols))
        {
            int end = start + texts[id].Length;
            var range = ByteLevel ? new Range(offset + origins[start], offset + origins[end - 1] + 1) : new Range(offset + start, offset + end);
            tokens.Add(new(id, texts[id], range));
            start = end;
        }
    }

    private int[] Merged(ReadOnlySpan<char> symbols)
    {
        bool isShort = symbols.Length <= LongestCached;
        if (isShort && cache.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(symbols, out var known))
            return known;
        var ids = new List<int>(symbols.Length);
        for (int i = 0, length; i < symbols.Length; i += length)
        {
            length = i + 1 < symbols.Length && char.IsSurrogatePair(symbols[i], symbols[i + 1]) ? 2 : 1;
            if (lookup.TryGetValue(symbols.Slice(i, length), out int id))
                ids.Add(id);
        }
        int[] merged = merger.Merge([.. ids]);
        if (isShort && cache.Count < MostCached)
            cache.TryAdd(symbols.ToString(), merged);
        return merged;
    }

    private void AddMerge(string merge)
    {
        if (merge is null || merge.Split(' ') is not [var left, { Length: > 0 } right])
            throw new InvalidOperationException($"Invalid merge entry: {merge}");
        merger.Add(Id(left), Id(right), Id(left + right));

        int Id(string token) => vocabulary.TryGetValue(token, out int id) ? id
            : throw new InvalidOperationException($"Trying to merge a token '{token}' which not exist in the vocabulary.");
    }
}
