using System.Text;
using LlmWorkbook.Text;

namespace LlmWorkbook.Data;

/// <summary>Makes mojibake.</summary>
internal static class Encodings
{
    /// <summary>The text as it looks when its UTF-8 bytes are read as Latin-1 or Windows-1252; lossy: without control characters then.</summary>
    public static string Mangle(string text, Mangling mangling, bool latin1)
    {
        if (mangling == Mangling.None)
            return text;
        var shown = Encoding.UTF8.GetBytes(text).Select(b => latin1 ? (char)b : Mojibake.Character(b));
        return string.Concat(mangling == Mangling.Lossy ? shown.Where(c => c is not (>= '\u0080' and <= '\u009f')) : shown);
    }
}
