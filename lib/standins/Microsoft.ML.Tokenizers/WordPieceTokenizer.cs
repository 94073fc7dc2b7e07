using System.Text;
using System.Text.RegularExpressions;

namespace Microsoft.ML.Tokenizers;

/// <summary>WordPiece: each word is spelt from the left with the longest pieces that the vocabulary has.</summary>
public class WordPieceTokenizer : Tokenizer
{
    private static readonly Regex NoWhiteSpace = new(@"\S+", RegexOptions.Compiled);

    private readonly Dictionary<string, int> vocabulary = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> texts = [];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;
    private readonly HashSet<int> special;
    private readonly PreTokenizer preTokenizer;
    private readonly Normalizer? normalizer;

    internal WordPieceTokenizer(Stream vocabulary, WordPieceOptions options)
    {
        using var reader = new StreamReader(vocabulary, leaveOpen: true);
        for (int line = 0; reader.ReadLine() is { } text; line++)
        {
            if (text.Length == 0)
                continue;
            this.vocabulary.Add(text, line);
            texts.Add(line, text);
        }
        lookup = this.vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxInputCharsPerWord);
        UnknownToken = options.UnknownToken;
        UnknownTokenId = this.vocabulary.TryGetValue(UnknownToken, out int unknown) ? unknown
            : throw new ArgumentException($"The unknown token '{UnknownToken}' is not in the vocabulary.");
        ContinuingSubwordPrefix = options.ContinuingSubwordPrefix;
        MaxInputCharsPerWord = options.MaxInputCharsPerWord;
        SpecialTokens = options.SpecialTokens;
        special = [.. SpecialTokens?.Values ?? []];
        preTokenizer = options.PreTokenizer ?? new RegexPreTokenizer(NoWhiteSpace, SpecialTokens);
        normalizer = options.Normalizer;
    }

    /// <summary>Stands for a word that the vocabulary cannot spell.</summary>
    public string UnknownToken { get; }

    /// <summary>Its id.</summary>
    public int UnknownTokenId { get; }

    /// <summary>Marks a piece that does not begin a word.</summary>
    public string ContinuingSubwordPrefix { get; }

    /// <summary>A longer word is unknown.</summary>
    public int MaxInputCharsPerWord { get; }

    /// <summary>Tokens that <see cref="Decode(IEnumerable{int}, bool)"/> can leave out.</summary>
    public IReadOnlyDictionary<string, int>? SpecialTokens { get; }

    /// <inheritdoc/>
    public override PreTokenizer? PreTokenizer => preTokenizer;

    /// <inheritdoc/>
    public override Normalizer? Normalizer => normalizer;

    /// <summary>Makes a tokenizer.</summary>
    /// <param name="vocabStream">One token a line; its id is the number of the line, from 0. Left open.</param>
    /// <param name="options">The rest.</param>
    /// <exception cref="ArgumentException">The unknown token is not in the vocabulary.</exception>
    public static WordPieceTokenizer Create(Stream vocabStream, WordPieceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(vocabStream);
        return new(vocabStream, options ?? new());
    }

    /// <inheritdoc/>
    public override string Decode(IEnumerable<int> ids) => Decode(ids, skipSpecialTokens: false);

    /// <summary>The words of token ids with a space between them, none before . , ! ? and '.</summary>
    public string Decode(IEnumerable<int> ids, bool skipSpecialTokens)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var text = new StringBuilder();
        bool isFirst = true;
        foreach (int id in ids)
        {
            if (skipSpecialTokens && special.Contains(id))
                continue;
            if (texts.TryGetValue(id, out var token))
            {
                if (token.StartsWith(ContinuingSubwordPrefix, StringComparison.Ordinal))
                    text.Append(token, ContinuingSubwordPrefix.Length, token.Length - ContinuingSubwordPrefix.Length);
                else if (!isFirst && token[0] is not ('.' or ',' or '!' or '?' or '\''))
                    text.Append(' ').Append(token);
                else
                    text.Append(token);
            }
            isFirst = false;
        }
        return text.ToString();
    }

    internal override void Encode(ReadOnlySpan<char> piece, List<int> ids)
    {
        var tokens = new List<EncodedToken>();
        Encode(piece, 0, tokens);
        ids.AddRange(tokens.Select(t => t.Id));
    }

    internal override void Encode(ReadOnlySpan<char> piece, int offset, List<EncodedToken> tokens)
    {
        int before = tokens.Count, start = 0, end = 0;
        if (piece.Length <= MaxInputCharsPerWord)
        {
            Span<char> continued = new char[ContinuingSubwordPrefix.Length + piece.Length];
            ContinuingSubwordPrefix.CopyTo(continued);
            for (; start < piece.Length; start = end)
            {
                int id = -1;
                for (end = piece.Length; end > start; end--)
                {
                    piece[start..end].CopyTo(continued[ContinuingSubwordPrefix.Length..]);
                    if (lookup.TryGetValue(start == 0 ? piece[..end] : continued[..(ContinuingSubwordPrefix.Length + end - start)], out id))
                        break;
                }
                if (end == start)
                    break;
                tokens.Add(new(id, texts[id], new(offset + start, offset + end)));
            }
            if (start == piece.Length)
                return;
        }
        tokens.RemoveRange(before, tokens.Count - before);
        tokens.Add(new(UnknownTokenId, UnknownToken, new(offset, offset + piece.Length)));
    }
}
