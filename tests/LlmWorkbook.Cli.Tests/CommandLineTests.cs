using LlmWorkbook.Cli;

namespace LlmWorkbook.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("setup", "--packages", "--feed", "--yes")]
    [InlineData("run", "--parameter", "--text", "--fast", "--all", "--keep-going", "--timeout")]
    [InlineData("export", "lesson", "folder", "--scale")]
    [InlineData("test", "--full", "--filter")]
    [InlineData("bench", "train", "decode", "kernel")]
    [InlineData("kernel", "install", "uninstall", "list")]
    [InlineData("lab", "lesson")]
    [InlineData("code", "lesson")]
    [InlineData("doctor", "--help")]
    [InlineData("clean", "--all")]
    public void Every_verb_explains_itself(string verb, params string[] mentions)
    {
        var (exitCode, output, error) = ChildProcess.RunWorkbook(verb, "--help");
        Assert.Equal(0, exitCode);
        Assert.Equal("", error);
        Assert.All(mentions.Append("Exit codes:").Append("130"), m => Assert.Contains(m, output));
    }

    [Fact]
    public void Without_a_verb_all_verbs_are_listed()
    {
        var (exitCode, output, _) = ChildProcess.RunWorkbook();
        Assert.Equal(0, exitCode);
        Assert.All(["setup", "run", "export", "test", "bench", "kernel", "lab", "code", "doctor", "clean"], verb => Assert.Contains(verb, output));
    }

    [Theory]
    [InlineData("did you mean run", "rum")]
    [InlineData("did you mean doctor", "Docter")]
    [InlineData("did you mean --fast", "run", "--fsat")]
    [InlineData("did you mean --keep-going", "run", "--keep-gong=1")]
    [InlineData("did you mean --packages", "setup", "--package", "auto")]
    [InlineData("did you mean --full", "test", "--ful")]
    [InlineData("did you mean --yes", "--yess")]
    [InlineData("did you mean nuget", "setup", "--packages", "nuget.org")]
    [InlineData("did you mean train", "bench", "trian")]
    [InlineData("did you mean kernel", "bench", "kernle")]
    [InlineData("takes no \"everything\"", "test", "everything")]
    [InlineData("--timeout needs a value", "run", "--timeout")]
    [InlineData("--timeout is \"soon\"", "run", "--timeout", "soon")]
    [InlineData("not of the form Name=value", "run", "-p", "Steps")]
    [InlineData("needs a benchmark", "bench")]
    [InlineData("needs to know what to do: install, uninstall or list", "kernel")]
    [InlineData("did you mean install", "kernel", "instal")]
    [InlineData("did you mean --prefix (see ./workbook kernel install --help)", "kernel", "install", "--prefx=/opt")]
    [InlineData("--prefix needs a value", "kernel", "install", "--prefix")]
    [InlineData("takes no \"everything\"", "kernel", "uninstall", "everything")]
    [InlineData("give one of them", "kernel", "install", "--user", "--prefix", "/opt")]
    [InlineData("cannot be a kernel's name", "kernel", "install", "--name", "a/b")]
    [InlineData("needs a lesson (04, 06, 07, 08, 09, 10 or 11) and a folder", "export")]
    [InlineData("needs a lesson", "export", "04")]
    [InlineData("did you mean 04-autoregressive", "export", "04-autoregresive", "/no/such/folder")]
    [InlineData("03-masked-lm has nothing to export", "export", "03", "/no/such/folder")]
    [InlineData("The folder /usr is not empty", "export", "04", "/usr")]
    [InlineData("/etc/hostname is a file", "export", "04", "/etc/hostname")]
    [InlineData("did you mean gpu", "export", "04", "/no/such/folder", "--scale", "gpus")]
    [InlineData("--scale is for lesson 04", "export", "06", "/no/such/folder", "--scale", "gpu")]
    [InlineData("no folder /no/such/folder", "setup", "--feed", "/no/such/folder")]
    public void What_is_mistyped_is_answered_with_one_sentence(string expected, params string[] arguments)
    {
        var (exitCode, output, error) = ChildProcess.RunWorkbook(arguments);
        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        Assert.Contains(expected, Assert.Single(error.TrimEnd().Split('\n')));
    }

    [Fact]
    public void A_lesson_that_does_not_exist_is_answered_with_the_nearest()
    {
        var (exitCode, output, error) = ChildProcess.RunWorkbook("run", "04-autoregresive");
        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        Assert.Contains("did you mean 04-autoregressive", Assert.Single(error.TrimEnd().Split('\n')));
    }

    [Fact]
    public void A_parameter_that_does_not_exist_is_answered_with_the_nearest()
    {
        var (exitCode, _, error) = ChildProcess.RunWorkbook("run", "04-autoregressive", "--fast", "-p", "Stepps=5");
        Assert.Equal(2, exitCode);
        Assert.Contains("Steps", Assert.Single(error.TrimEnd().Split('\n'), line => !line.EndsWith(" ...", StringComparison.Ordinal))); // What is built meanwhile is told, too.
    }

    [Fact]
    public void A_program_that_has_the_terminal_ends_by_itself_when_the_user_stops_it()
    {
        // It tells that it was interrupted, and not killed.
        using var folder = new TemporaryCheckout();
        folder.Write("program", """
            trap 'echo interrupted > "$0.log"; exit 3' INT
            echo started > "$0.log"
            while true; do sleep 0.05; done
            """);
        using var cancel = new CancellationTokenSource();
        var run = Task.Run(() => new LocalSystem(cancel.Token).Run("bash", [folder["program"]], new CommandOptions { Attached = true, Timeout = Timeout.InfiniteTimeSpan }));
        Assert.True(SpinWait.SpinUntil(() => File.Exists(folder["program.log"]) && File.ReadAllText(folder["program.log"]) != "", TimeSpan.FromMinutes(1)));
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => run.GetAwaiter().GetResult());
        Assert.Equal("interrupted\n", File.ReadAllText(folder["program.log"]));
    }

    [Fact]
    public void Ctrl_C_ends_with_130_and_without_a_stack_trace()
    {
        // A set-up that waits for another one, this test, to end.
        using var turn = new FileStream(Path.Combine(Repository.Root, "artifacts", ".setup-lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        using var process = ChildProcess.Start("dotnet", [ChildProcess.Workbook, "setup"]);
        Assert.StartsWith("Waiting for another set-up", process.StandardError.ReadLine());
        ChildProcess.Run("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(30)));
        Assert.Equal(130, process.ExitCode);
        Assert.Equal("Stopped.", process.StandardError.ReadToEnd().Trim());
    }
}
