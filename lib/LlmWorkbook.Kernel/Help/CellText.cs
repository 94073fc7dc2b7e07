using System.Text.RegularExpressions;
using LlmWorkbook.Kernel.Languages;

namespace LlmWorkbook.Kernel.Help;

/// <summary>A cell that is being written, seen as C#.</summary>
/// <param name="CSharp">The cell with blanks for its magic lines and other languages, so that all else stands where it stood.</param>
/// <param name="Line">The text of the cursor's line up to the cursor.</param>
/// <param name="Cursor">The cursor, inside of the text and between two characters.</param>
/// <param name="CursorIsInCSharp">Whether what the cursor stands in is C#.</param>
internal sealed partial record CellText(string CSharp, string Line, int Cursor, bool CursorIsInCSharp)
{
    public static CellText Of(string code, int cursor)
    {
        cursor = Math.Clamp(cursor, 0, code.Length);
        if (cursor > 0 && cursor < code.Length && char.IsSurrogatePair(code[cursor - 1], code[cursor]))
            cursor--;
        var text = code.ToCharArray();
        var (language, inCSharp, lineStart) = (MagicNames.CSharp, true, 0);
        for (var start = 0; start <= code.Length;)
        {
            var newLine = code.IndexOf('\n', start);
            var end = newLine < 0 ? code.Length : newLine;
            var magic = Magic().Match(code, start, end - start);
            if (magic.Success)
                language = MagicNames.Language(magic.Groups["name"].Value) ?? (MagicNames.IsCommand(magic.Groups["name"].Value) ? language : "unknown");
            var isCSharp = !magic.Success && language == MagicNames.CSharp;
            if (cursor >= start && cursor <= end)
                (inCSharp, lineStart) = (isCSharp, start);
            if (!isCSharp)
                text.AsSpan(start, end - start).Fill(' ');
            start = end + 1;
        }
        return new CellText(new string(text), code[lineStart..cursor], cursor, inCSharp);
    }

    [GeneratedRegex(@"^[ \t]*#!(?<name>[^\s]*)")]
    private static partial Regex Magic();
}
