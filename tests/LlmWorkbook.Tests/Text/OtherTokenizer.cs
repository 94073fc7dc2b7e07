using System.Text;
using System.Text.Json;
using LlmWorkbook.EndToEnd;

namespace LlmWorkbook.Tests.Text;

/// <summary>Encodes with a tokenizer from npm, in a process of Node's.</summary>
internal static class OtherTokenizer
{
    /// <summary>Hugging Face's tokenizers with the tokenizer.json of a path.</summary>
    public static int[][] HuggingFace(string tokenizerJson, IReadOnlyList<string> texts) => Encode(NpmPackage.Tokenizers, tokenizerJson, texts);

    /// <summary>OpenAI's encoder of GPT-2 in JavaScript.</summary>
    public static int[][] Gpt2(IReadOnlyList<string> texts) => Encode(NpmPackage.Gpt2, "-", texts);

    private static int[][] Encode(NpmPackage package, string file, IReadOnlyList<string> texts)
    {
        using var folder = new TemporaryFolder();
        string input = Path.Combine(folder.Path, "texts.json"), output = Path.Combine(folder.Path, "ids.json");
        File.WriteAllText(input, $"[{string.Join(',', texts.Select(Json))}]");
        string script = Path.Combine(Repository.Root, "tests", "LlmWorkbook.Tests", "Text", "encode.cjs");
        using var node = new ChildProcess(Programs.Node!, [script, package.Folder, file, input, output], folder.Path, new Dictionary<string, string>());
        Assert.True(node.WaitForExit(TimeSpan.FromMinutes(2)) && node.ExitCode == 0, node.Tail);
        return JsonSerializer.Deserialize<int[][]>(File.ReadAllText(output))!;
    }

    /// <summary>A JSON string in ASCII, halves of surrogate pairs kept.</summary>
    private static string Json(string text)
    {
        var json = new StringBuilder("\"");
        foreach (char c in text)
            json.Append(c is >= ' ' and <= '~' and not '"' and not '\\' ? c.ToString() : $"\\u{(int)c:x4}");
        return json.Append('"').ToString();
    }
}
