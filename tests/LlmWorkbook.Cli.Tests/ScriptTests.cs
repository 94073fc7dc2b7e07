using System.Diagnostics;

namespace LlmWorkbook.Tests;

/// <summary>The bash script, with a pretended <c>dotnet</c> that writes down what it is asked.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ScriptTests : IDisposable
{
    private readonly TemporaryCheckout _checkout = new();
    private readonly Dictionary<string, string> _environment;

    public ScriptTests()
    {
        File.Copy(Path.Combine(Repository.Root, "workbook"), _checkout["workbook"]);
        _checkout.Write("lib/LlmWorkbook.Cli/Program.cs", "return 0;");
        _checkout.Write("lib/LlmWorkbook.Kernel/Program.cs", "return 0;");
        _checkout.Write("bin/dotnet", """
            #!/usr/bin/env bash
            here="$(dirname "$0")"
            case "$1" in
                --version) [ ! -f "$here/too-old" ] && echo 10.0.100 ;;
                build)
                    echo "build" >>"$here/log"
                    sleep 0.3
                    if [ -f "$here/broken" ]; then echo "Program.cs(1,1): error CS1002: ; expected"; exit 1; fi
                    mkdir -p "$here/../artifacts/bin/LlmWorkbook.Cli/release" && touch "$here/../artifacts/bin/LlmWorkbook.Cli/release/workbook.dll" ;;
                *) shift; echo "started:$*"; exit 7 ;;
            esac
            """);
        File.SetUnixFileMode(_checkout["bin/dotnet"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _environment = new Dictionary<string, string> { ["PATH"] = $"{_checkout["bin"]}:/usr/bin:/bin" };
    }

    public void Dispose() => _checkout.Dispose();

    private (int ExitCode, string Output, string Error) Run(params string[] arguments) =>
        ChildProcess.Run("bash", [_checkout["workbook"], .. arguments], "/", _environment);

    private int Builds => File.Exists(_checkout["bin/log"]) ? File.ReadAllLines(_checkout["bin/log"]).Length : 0;

    [Fact]
    public void It_builds_once_passes_the_arguments_on_and_returns_the_exit_code()
    {
        for (var i = 0; i < 3; i++)
            Assert.Equal((7, "started:run 04 -p Name=a b\n", ""), Run("run", "04", "-p", "Name=a b"));
        Assert.Equal(1, Builds);
    }

    [Theory]
    [InlineData("lib/LlmWorkbook.Cli/Program.cs")]
    [InlineData("lib/LlmWorkbook.Kernel/New.cs")]
    [InlineData("Directory.Packages.props")]
    public void It_builds_again_when_a_source_is_newer(string source)
    {
        Run();
        _checkout.Write(source, "return 1;");
        File.SetLastWriteTimeUtc(_checkout[source], DateTime.UtcNow.AddSeconds(5));
        Run();
        Assert.Equal(2, Builds);
    }

    [Fact]
    public void It_builds_again_and_from_the_start_after_a_killed_build()
    {
        Run();
        _checkout.Write("artifacts/.cli-building", "");
        _checkout.Write("artifacts/obj/LlmWorkbook.Cli/half", "half of it");
        Assert.Equal(7, Run().ExitCode);
        Assert.Equal(2, Builds);
        Assert.False(File.Exists(_checkout["artifacts/obj/LlmWorkbook.Cli/half"]));
    }

    [Fact]
    public void Started_twice_at_once_it_builds_once()
    {
        Process[] both = [Start(), Start()];
        foreach (var process in both)
        {
            Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)));
            Assert.Equal(7, process.ExitCode);
            process.Dispose();
        }
        Assert.Equal(1, Builds);

        Process Start() => ChildProcess.Start("bash", [_checkout["workbook"]], "/", _environment);
    }

    [Fact]
    public void It_works_through_a_link()
    {
        File.CreateSymbolicLink(_checkout["bin/wb"], _checkout["workbook"]);
        Assert.Equal(7, ChildProcess.Run("bash", [_checkout["bin/wb"]], "/", _environment).ExitCode);
    }

    [Fact]
    public void Errors_of_the_build_are_shown_and_nothing_is_started()
    {
        _checkout.Write("bin/broken", "");
        var (exitCode, output, error) = Run();
        Assert.Equal(1, exitCode);
        Assert.Equal("", output);
        Assert.Contains("error CS1002", error);
        File.Delete(_checkout["bin/broken"]);
        Assert.Equal(7, Run().ExitCode);
    }

    [Fact]
    public void An_SDK_that_is_too_old_is_one_sentence()
    {
        _checkout.Write("bin/too-old", "");
        var (exitCode, _, error) = Run();
        Assert.Equal(1, exitCode);
        Assert.Contains("10.0.100", Assert.Single(error.TrimEnd().Split('\n')));
    }
}
