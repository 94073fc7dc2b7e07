using System.Security.Cryptography;
using System.Text;

namespace LlmWorkbook.Text;

/// <summary>Finds texts that are the same but for case, punctuation and white space, by comparing hashes: 16 bytes a text, whatever its length.</summary>
public static class ExactDuplicates
{
    /// <summary>For each text the place of the first one like it: its own, if there is none before it.</summary>
    public static int[] FirstOf(IReadOnlyList<string> texts)
    {
        var first = new Dictionary<UInt128, int>();
        var firsts = new int[texts.Count];
        for (int i = 0; i < texts.Count; i++)
        {
            var key = Hash(texts[i]);
            first.TryAdd(key, i);
            firsts[i] = first[key];
        }
        return firsts;
    }

    /// <summary>The first half of SHA-256 of the text's words; among n texts, two different ones meet by chance with probability n^2 / 2^129.</summary>
    private static UInt128 Hash(string text) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', Words.Of(text)))));
}
