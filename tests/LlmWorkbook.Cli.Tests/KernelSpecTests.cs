using System.Text.Json.Nodes;
using LlmWorkbook.Cli;
using LlmWorkbook.Cli.Jupyter;

namespace LlmWorkbook.Tests;

public sealed class KernelSpecTests : IDisposable
{
    private readonly TemporaryCheckout _checkout = new();
    private readonly PretendedSystem _system = new();

    public KernelSpecTests()
    {
        _system.Variables["HOME"] = _checkout["home"];
        _system.Folder = _checkout["programs"];
        _checkout.Write("programs/dotnet", "");
        _system.OnRun = (line, _) =>
        {
            if (!line.StartsWith("dotnet publish", StringComparison.Ordinal))
                return null;
            _checkout.Write("artifacts/kernel.new/LlmWorkbook.Kernel.dll", "kernel");
            return PretendedSystem.Ok();
        };
    }

    public void Dispose() => _checkout.Dispose();

    private KernelVerb Verb => new(_checkout.Workspace, _system);

    private string UserKernels => _checkout["home/.local/share/jupyter/kernels"];

    private KernelPlace Place(string? prefix = null, string? name = null) => KernelVerb.Place(_system, user: false, prefix, name);

    private JsonNode Spec(string name = ".net-csharp") => JsonNode.Parse(File.ReadAllText(Path.Combine(UserKernels, name, "kernel.json")))!;

    private void WriteForeign(string name, string text = """{"argv": ["dotnet", "tool", "run"], "display_name": "Somebody's", "language": "C#"}""") =>
        _checkout.Write($"home/.local/share/jupyter/kernels/{name}/kernel.json", text);

    private string Listed(string? prefix = null)
    {
        var console = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            Verb.List(prefix);
            return output.ToString();
        }
        finally
        {
            Console.SetOut(console);
        }
    }

    [Fact]
    public void Installing_writes_what_Jupyter_starts()
    {
        Assert.Equal(0, Verb.Install(Place(), again: true));
        var spec = Spec();
        Assert.Equal([_checkout["programs/dotnet"], _checkout["artifacts/kernel/LlmWorkbook.Kernel.dll"], "jupyter", "{connection_file}"], spec["argv"]!.AsArray().Select(a => (string)a!));
        Assert.Equal((".NET (C#)", "C#", "message", false),
            ((string)spec["display_name"]!, (string)spec["language"]!, (string)spec["interrupt_mode"]!, (bool)spec["metadata"]!["debugger"]!));
        Assert.True(File.Exists(_checkout["artifacts/kernel/LlmWorkbook.Kernel.dll"]));
        Assert.Null(Verb.Fault(KernelSpec.Find(UserKernels, ".net-csharp")!));
        // Nothing half made is left where Jupyter would see it, nor beside it.
        Assert.Equal([".net-csharp"], Directory.GetFileSystemEntries(UserKernels).Select(Path.GetFileName));
        Assert.Equal(["kernels"], Directory.GetFileSystemEntries(Path.GetDirectoryName(UserKernels)!).Select(Path.GetFileName));
    }

    [Fact]
    public void Installing_again_replaces_what_is_ours()
    {
        Verb.Install(Place(), again: true);
        File.WriteAllText(Path.Combine(UserKernels, ".net-csharp", "left.over"), "");
        Verb.Install(Place(), again: true);
        Assert.False(File.Exists(Path.Combine(UserKernels, ".net-csharp", "left.over")));
        Assert.Equal([".net-csharp"], Directory.GetFileSystemEntries(UserKernels).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(".net-csharp", """{"argv": ["dotnet"], "display_name": ".NET (C#)", "language": "C#"}""")]
    [InlineData(".NET-CSharp", """{"argv": ["dotnet"], "display_name": ".NET (C#)", "metadata": {}}""")]
    [InlineData(".net-csharp", "not JSON")]
    [InlineData(".net-csharp", "[]")]
    [InlineData(".net-csharp", """{"argv": 1, "metadata": {"llm-workbook": 2}}""")]
    public void A_kernelspec_of_somebody_else_is_neither_replaced_nor_removed(string name, string text)
    {
        WriteForeign(name, text);
        var taken = Assert.Throws<CliException>(() => Verb.Install(Place(), again: true));
        Assert.Contains("--name", taken.Message);
        Assert.Equal(1, taken.ExitCode);
        Assert.Empty(_system.Commands);
        Assert.Contains("was not removed", Assert.Throws<CliException>(() => KernelVerb.Uninstall(Place())).Message);
        Assert.Equal(text, File.ReadAllText(Path.Combine(UserKernels, name, "kernel.json")));
    }

    [Fact]
    public void Another_name_stands_beside_a_kernelspec_of_somebody_else()
    {
        WriteForeign(".net-csharp");
        Verb.Install(Place(name: "Workbook-CSharp"), again: true);
        Assert.Equal(".NET (C#), workbook-csharp", (string)Spec("workbook-csharp")["display_name"]!);
        Assert.Equal("Somebody's", (string)Spec()["display_name"]!);
    }

    [Fact]
    public void Uninstalling_removes_ours_alone_and_twice_is_no_mistake()
    {
        WriteForeign("python3");
        Verb.Install(Place(), again: true);
        Assert.Equal(0, KernelVerb.Uninstall(Place()));
        Assert.Equal(0, KernelVerb.Uninstall(Place()));
        Assert.Equal(["python3"], Directory.GetFileSystemEntries(UserKernels).Select(Path.GetFileName));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_one_sentence()
    {
        _checkout.Write("blocked/share", "a file");
        var e = Assert.Throws<CliException>(() => Verb.Install(Place(_checkout["blocked"]), again: true));
        Assert.Contains("--prefix", e.Message);
        Assert.DoesNotContain('\n', e.Message);
        _checkout.Write("home/.local/share/jupyter/kernels/.net-csharp", "a file");
        Assert.Contains("where a folder should go", Assert.Throws<CliException>(() => Verb.Install(Place(), again: true)).Message);
    }

    [Fact]
    public void The_list_says_whose_each_is_and_whether_it_works()
    {
        WriteForeign("gone", """{"argv": ["/no/such/program"], "display_name": "Gone"}""");
        WriteForeign("odd", "{");
        Assert.Contains("not installed: run ./workbook kernel install", Listed());
        _system.Folder = "/no/such/folder";
        Verb.Install(Place(), again: true);
        Verb.Install(Place(_checkout["opt"], "mine"), again: true);
        var listed = Listed(_checkout["opt"]);
        Assert.Matches(@"(?m)^gone +Gone .*not the workbook's; its program /no/such/program is missing$", listed);
        Assert.Matches(@"(?m)^odd +\(unreadable\) .*not the workbook's; its kernel\.json is unreadable$", listed);
        Assert.Matches($@"(?m)^\.net-csharp +\.NET \(C#\) .*the workbook's \(.*\); points to nothing: run \./workbook kernel install$", listed);
        Assert.DoesNotContain("not installed", listed);
    }

    [Fact]
    public void The_list_says_what_to_run_after_a_change_and_after_a_clean_up()
    {
        Verb.Install(Place(_checkout["opt"], "mine"), again: true);
        Assert.Matches("(?m)^mine .*; ready$", Listed(_checkout["opt"]));
        _checkout.Write("lib/LlmWorkbook.Kernel/Program.cs", "return 1;");
        Assert.Contains($"is out of date: run ./workbook kernel install --prefix {_checkout["opt"]} --name mine\n", Listed(_checkout["opt"]));
        new CleanVerb(_checkout.Workspace).Run(all: false);
        Assert.Contains($"points to nothing: run ./workbook kernel install --prefix {_checkout["opt"]} --name mine\n", Listed(_checkout["opt"]));
    }

    [Theory]
    [InlineData(true, false, "HOME=/h", "/h/.local/share/jupyter/kernels")]
    [InlineData(true, false, "HOME=/h;XDG_DATA_HOME=/x", "/x/jupyter/kernels")]
    [InlineData(true, false, "HOME=/h;XDG_DATA_HOME=/x;JUPYTER_DATA_DIR=/j", "/j/kernels")]
    [InlineData(false, false, "HOME=/h;XDG_DATA_HOME=/x", "/h/Library/Jupyter/kernels")]
    [InlineData(false, true, "HOME=/h;APPDATA=/a", "/a/jupyter/kernels")]
    [InlineData(false, true, "APPDATA=/a;JUPYTER_DATA_DIR=/j", "/j/kernels")]
    public void The_users_folder_is_the_one_that_Jupyter_uses(bool isLinux, bool isWindows, string variables, string folder)
    {
        var system = new PretendedSystem { IsLinux = isLinux, IsWindows = isWindows };
        foreach (var pair in variables.Split(';'))
            system.Variables[pair.Split('=')[0]] = pair.Split('=')[1];
        Assert.Equal(folder, KernelVerb.Place(system, user: true, null, null).Kernels.Replace('\\', '/'));
    }
}
