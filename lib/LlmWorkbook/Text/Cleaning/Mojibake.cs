using System.Text;

namespace LlmWorkbook.Text;

/// <summary>
/// Text whose UTF-8 bytes were read as Windows-1252 or Latin-1: 中 becomes ä¸­ and © becomes Â©. As long as no character was lost the
/// way back is exact: write the characters as the bytes they came from, and read these as UTF-8.
/// </summary>
public static class Mojibake
{
    private const string Windows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"; // bytes 80 to 9F

    private static readonly UTF8Encoding strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The character that Windows-1252 shows for a byte; its five holes are control characters, as in browsers.</summary>
    public static char Character(byte value) => value is >= 0x80 and <= 0x9F ? Windows1252[value - 0x80] : (char)value;

    /// <summary>Mends each line of <paramref name="text"/> that reads as valid UTF-8 when it is written as bytes, again and again if it was read wrongly more than once.</summary>
    /// <remarks>
    /// Chance almost never makes valid UTF-8 of real text: a character above 7F would have to stand before one between 80 and BF.
    /// A line of plain ASCII, or one with a character that no byte stands for, is left as it is.
    /// </remarks>
    public static string Repair(string text) => string.Join('\n', text.Split('\n').Select(RepairLine));

    /// <summary>
    /// The share of a text's characters that are Latin-1's signs and accented letters, as it is in mojibake that cannot be mended any
    /// more; in English and Chinese text it is near zero.
    /// </summary>
    public static double Suspicion(string text) =>
        text.Length == 0 ? 0 : (double)text.Count(c => c is >= '\u0080' and <= '\u00ff' || (c > '\u00ff' && Windows1252.Contains(c) && c is not ('“' or '”' or '‘' or '’' or '…' or '—' or '–'))) / text.Length;

    private static string RepairLine(string line)
    {
        while (Bytes(line) is { } bytes)
        {
            try
            {
                line = strict.GetString(bytes);
            }
            catch (DecoderFallbackException)
            {
                break;
            }
        }
        return line;
    }

    /// <summary>The bytes that show as this line; null if a character comes from none, or all are ASCII.</summary>
    private static byte[]? Bytes(string line)
    {
        if (Ascii.IsValid(line))
            return null;
        var bytes = new byte[line.Length];
        foreach (var (i, c) in line.Index())
        {
            int place = c < 0x100 ? c : Windows1252.IndexOf(c) is >= 0 and var p ? 0x80 + p : -1;
            if (place < 0)
                return null;
            bytes[i] = (byte)place;
        }
        return bytes;
    }
}
