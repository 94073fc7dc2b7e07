using static TorchSharp.torch;

namespace LlmWorkbook.Data;

/// <summary>Lists of token ids of different lengths as one tensor.</summary>
public static class Rows
{
    /// <summary>One row per list, filled up on the right to the longest.</summary>
    /// <param name="rows">B lists of token ids.</param>
    /// <param name="fill">What stands behind a short row.</param>
    /// <param name="device">Where the tensor is made.</param>
    /// <returns>int64 (B, T).</returns>
    public static Tensor Padded(IReadOnlyList<int[]> rows, long fill, Device device)
    {
        int width = rows.Max(r => r.Length);
        var values = new long[rows.Count * width];
        Array.Fill(values, fill);
        for (int row = 0; row < rows.Count; row++)
            for (int t = 0; t < rows[row].Length; t++)
                values[row * width + t] = rows[row][t];
        return tensor(values, [rows.Count, width], dtype: int64, device: device);
    }

    /// <summary>True where <see cref="Padded"/> fills up; null if all rows are equally long.</summary>
    /// <returns>bool (B, T), or null.</returns>
    public static Tensor? IsPad(IReadOnlyList<int[]> rows, Device device)
    {
        int width = rows.Max(r => r.Length);
        if (rows.All(r => r.Length == width))
            return null;
        var isPad = new bool[rows.Count * width];
        for (int row = 0; row < rows.Count; row++)
            isPad.AsSpan(row * width + rows[row].Length, width - rows[row].Length).Fill(true);
        return tensor(isPad, [rows.Count, width], device: device);
    }

    /// <summary>Rows in two parts that are about as much to read, the short ones and the long ones: filling up costs least so.</summary>
    /// <param name="rows">At least two.</param>
    /// <param name="length">Tokens of a row.</param>
    internal static (T[] Short, T[] Long) Halves<T>(IEnumerable<T> rows, Func<T, int> length)
    {
        T[] sorted = [.. rows.OrderBy(length)];
        int cut = Enumerable.Range(1, sorted.Length - 1).MinBy(c => Math.Max(c * length(sorted[c - 1]), (sorted.Length - c) * length(sorted[^1])));
        return (sorted[..cut], sorted[cut..]);
    }

    /// <summary><paramref name="count"/> documents, drawn with replacement.</summary>
    internal static int[][] Draw(IReadOnlyList<int[]> documents, int count, SplitMix64 random) =>
        [.. Enumerable.Range(0, count).Select(_ => documents[random.Next(documents.Count)])];

    /// <summary>Checks that there are documents and that each fits, <paramref name="extra"/> special tokens included.</summary>
    /// <exception cref="WorkbookException">There is none, or one is empty or too long.</exception>
    internal static IReadOnlyList<int[]> Fitting(IReadOnlyList<int[]> documents, int blockSize, int extra)
    {
        if (documents.Count == 0)
            throw new WorkbookException("There are no documents to draw from; give at least one.");
        for (int i = 0; i < documents.Count; i++)
        {
            if (documents[i].Length == 0)
                throw new WorkbookException($"Document {i} is empty; leave it out.");
            if (documents[i].Length + extra > blockSize)
                throw new WorkbookException($"Document {i} has {documents[i].Length} tokens, and with {extra} special {(extra == 1 ? "token" : "tokens")} it does not fit a context of {blockSize}; take a larger BlockSize or cut the document.");
        }
        return documents;
    }
}
