using LlmWorkbook.Kernel.Languages;

namespace LlmWorkbook.Kernel.Tests.Languages;

public sealed class CellPartsTests
{
    [Fact]
    public void A_cell_is_cut_at_its_magic_lines_and_csharp_keeps_its_line_numbers()
    {
        var parts = CellParts.Of("var x = 1;\n#!html\n<b>x</b>\n  #!C#  \nx\n#!time\nx + 1", null);
        Assert.Equal(
            [
                new CellPart.Code("csharp", "var x = 1;\n", 1, ""),
                new CellPart.Code("html", "<b>x</b>\n", 3, ""),
                new CellPart.Code("csharp", "\n\n\n\nx\n", 5, ""),
                new CellPart.Command("csharp", "time", 6, ""),
                new CellPart.Code("csharp", "\n\n\n\n\n\nx + 1", 7, ""),
            ],
            parts);
    }

    [Theory]
    [InlineData("var s = \"\"\"\n    #!html\n    \"\"\";")]
    [InlineData("var s = @\"\n#!html\n\";")]
    [InlineData("var s = $\"\"\"\n    {1}\n    #!html\n    \"\"\";")]
    [InlineData("/*\n#!html\n*/ var x = 1;")]
    [InlineData("#!/bin/sh\nvar x = 1;")]
    public void What_looks_like_a_magic_inside_of_csharp_stays_there(string code)
    {
        var part = Assert.IsType<CellPart.Code>(Assert.Single(CellParts.Of(code, null)));
        Assert.Equal(("csharp", code), (part.Language, part.Text));
    }

    [Theory]
    [InlineData("#!js\n1", null, "javascript")]
    [InlineData("1", "fsharp", "fsharp")]
    [InlineData("1", "F#", "fsharp")]
    [InlineData("1", ".NET", "csharp")]
    [InlineData("1", "C#", "csharp")]
    [InlineData("\n \n#!markdown\n1", "csharp", "markdown")]
    public void The_language_is_the_magics_or_the_metadatas(string code, string? metadata, string language) =>
        Assert.Equal(language, Assert.Single(CellParts.Of(code, metadata)).Language);

    [Fact]
    public void Windows_line_ends_count_once() =>
        Assert.Equal(new CellPart.Code("csharp", "\n\nx", 3, ""), CellParts.Of("1\r\n#!csharp\r\nx", null)[1]);

    [Theory]
    [InlineData("1\n#!chsarp\n2", 2, "There is no magic command #!chsarp; did you mean #!csharp? There are #!about, ")]
    [InlineData("#!pwsh\nls", 1, "#!pwsh is not supported here: PowerShell is not run.")]
    [InlineData("#!connect sql --name x", 1, "#!connect is not supported here")]
    public void An_unknown_magic_is_told_with_its_line(string code, int line, string sentence)
    {
        var error = Assert.Throws<MagicException>(() => CellParts.Of(code, null));
        Assert.StartsWith(sentence, error.Message);
        Assert.Equal(line, error.Line);
    }

    [Fact]
    public void Options_may_be_quoted_and_hold_json()
    {
        var options = new MagicOptions("set", 3, "--name \"a b\" --value { \"x\": [1, 2] } loose --byref", "--name", "--value", "--byref?");
        Assert.Equal(("a b", "{ \"x\": [1, 2] }", ""), (options["--name"], options["--value"], options["--byref"]));
        Assert.Equal(["loose"], options.Bare);
        Assert.Contains("there is no option --nmae; there are --name", Assert.Throws<MagicException>(() => new MagicOptions("set", 3, "--nmae x", "--name")).Message);
        Assert.Equal("#!set: --name needs a value.", Assert.Throws<MagicException>(() => new MagicOptions("set", 3, "--name", "--name")).Message);
    }
}
