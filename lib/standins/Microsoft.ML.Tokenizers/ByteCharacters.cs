using System.Text;

namespace Microsoft.ML.Tokenizers;

/// <summary>GPT-2's writing of bytes as printable characters: those that Latin-1 prints stand for themselves, the others for U+0100 and up.</summary>
internal static class ByteCharacters
{
    private static readonly char[] Characters = new char[256];
    private static readonly Dictionary<char, byte> Bytes = [];

    static ByteCharacters()
    {
        int unprintable = 0;
        for (int b = 0; b < 256; b++)
        {
            bool isPrintable = b is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE;
            Characters[b] = (char)(isPrintable ? b : 0x100 + unprintable++);
            Bytes[Characters[b]] = (byte)b;
        }
    }

    /// <summary>The characters of a text's bytes. Half a surrogate pair gives the three bytes that UTF-8 would, were it a character.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="origins">Gets, for each byte, the place in the text of the character it belongs to; or null.</param>
    public static string FromText(ReadOnlySpan<char> text, List<int>? origins)
    {
        var result = new StringBuilder(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (int i = 0; i < text.Length; i++)
        {
            int start = i, length;
            char c = text[i];
            if (char.IsSurrogate(c) && !(i + 1 < text.Length && char.IsSurrogatePair(c, text[i + 1])))
            {
                (utf8[0], utf8[1], utf8[2]) = ((byte)(0xE0 | c >> 12), (byte)(0x80 | c >> 6 & 0x3F), (byte)(0x80 | c & 0x3F));
                length = 3;
            }
            else
            {
                Rune.DecodeFromUtf16(text[i..], out var rune, out int used);
                length = rune.EncodeToUtf8(utf8);
                i += used - 1;
            }
            for (int k = 0; k < length; k++)
            {
                result.Append(Characters[utf8[k]]);
                origins?.Add(start);
            }
        }
        return result.ToString();
    }

    /// <summary>Adds the bytes of a token; a character that stands for none, of a special token, is added as it is.</summary>
    public static void Append(string token, List<byte> bytes)
    {
        foreach (char c in token)
        {
            if (Bytes.TryGetValue(c, out byte b))
                bytes.Add(b);
            else
                bytes.AddRange(Encoding.UTF8.GetBytes([c]));
        }
    }
}
