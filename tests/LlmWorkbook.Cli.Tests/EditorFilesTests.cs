using System.Text.Json.Nodes;
using LlmWorkbook.Cli.Jupyter;

namespace LlmWorkbook.Tests;

/// <summary>What an editor reads when it opens the repository.</summary>
public sealed class EditorFilesTests
{
    private static JsonNode Json(string path) => JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, path)))!;

    private static string[] Texts(JsonNode? list) => [.. list!.AsArray().Select(t => (string)t!)];

    [Fact]
    public void Completion_is_turned_on_for_the_language_that_the_notebooks_name_where_it_has_an_effect()
    {
        var settings = Json(".vscode/settings.json");
        foreach (var lesson in Directory.GetFiles(Path.Combine(Repository.Root, "notebooks"), "*.ipynb"))
        {
            var metadata = Json(lesson)["metadata"]!;
            var completion = JsonNode.Parse($"{{ {CodeVerb.Completion} }}")!["jupyter.completionTriggerCharacters"]!;
            Assert.Contains(".", Texts(completion[(string)metadata["language_info"]!["name"]!]));
            Assert.Equal(KernelSpec.UsualName, (string)metadata["kernelspec"]!["name"]!);
        }
        // VS Code ignores this one in a folder's settings, and says so in grey.
        Assert.Null(settings["jupyter.completionTriggerCharacters"]);
        Assert.True(File.Exists(Path.Combine(Repository.Root, (string)settings["dotnet.defaultSolution"]!)));
    }

    [Fact]
    public void The_editor_and_the_container_ask_for_the_same_extensions_and_not_for_the_retired_one()
    {
        var extensions = Json(".vscode/extensions.json");
        Assert.Equal(["ms-toolsai.jupyter", "ms-dotnettools.csharp"], Texts(extensions["recommendations"]));
        Assert.Equal(["ms-dotnettools.dotnet-interactive-vscode"], Texts(extensions["unwantedRecommendations"]));
        Assert.Equal(Texts(extensions["recommendations"]), Texts(Json(".devcontainer/devcontainer.json")["customizations"]!["vscode"]!["extensions"]));
    }

    [Fact]
    public void The_container_has_the_right_SDK_and_its_commands_are_understood()
    {
        var container = Json(".devcontainer/devcontainer.json");
        var sdk = Version.Parse((string)Json("global.json")["sdk"]!["version"]!);
        Assert.EndsWith($"-{sdk.Major}.{sdk.Minor}", (string)container["image"]!);
        foreach (var command in ((string)container["postCreateCommand"]!).Split("&&", StringSplitOptions.TrimEntries))
        {
            var words = command.Split(' ');
            Assert.True(File.Exists(Path.Combine(Repository.Root, words[0])));
            var (exitCode, output, error) = ChildProcess.RunWorkbook([.. words[1..], "--help"]);
            Assert.Equal((0, ""), (exitCode, error));
            Assert.All(words.Where(w => w.StartsWith('-')), option => Assert.Contains(option, output));
        }
    }
}
