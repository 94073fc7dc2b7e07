using LlmWorkbook.Cli;
using LlmWorkbook.Cli.Setup;

namespace LlmWorkbook.Tests;

public sealed class LibraryBuildTests : IDisposable
{
    private readonly TemporaryCheckout _checkout = new();
    private readonly PretendedSystem _system = new();

    public LibraryBuildTests()
    {
        _checkout.Write("lib/LlmWorkbook/Trainer.cs", "class Trainer;");
        _system.OnRun = (line, _) =>
        {
            if (!line.StartsWith("dotnet build", StringComparison.Ordinal))
                return null;
            _checkout.Write("artifacts/lib/LlmWorkbook.dll", "library");
            return PretendedSystem.Ok();
        };
    }

    public void Dispose() => _checkout.Dispose();

    private int BuildsOf(Action change)
    {
        Ensure();
        change();
        var before = _system.Commands.Count;
        Ensure();
        return _system.Commands.Count - before;
    }

    private void Ensure() => new LibraryBuild(_checkout.Workspace, _system).Ensure();

    [Fact]
    public void Nothing_is_built_when_nothing_changed() => Assert.Equal(0, BuildsOf(() => { }));

    [Theory]
    [InlineData("lib/LlmWorkbook/Trainer.cs", "class Trainer; // edited")]
    [InlineData("lib/LlmWorkbook/Sampler.cs", "class Sampler;")]
    [InlineData("lib/standins/TorchSharp/native/torch.cpp", "int x;")]
    [InlineData("Directory.Packages.props", "<Project></Project>")]
    [InlineData("artifacts/lib/LlmWorkbook.dll", "libr")]
    public void A_changed_source_or_a_truncated_output_is_built(string file, string text) =>
        Assert.Equal(1, BuildsOf(() => _checkout.Write(file, text)));

    [Theory]
    [InlineData("lib/LlmWorkbook/Trainer.cs")]
    [InlineData("artifacts/lib/LlmWorkbook.dll")]
    [InlineData("artifacts/.setup-stamp")]
    public void A_deleted_file_is_noticed(string file) => Assert.Equal(1, BuildsOf(() => File.Delete(_checkout[file])));

    [Fact]
    public void What_a_killed_build_left_behind_is_removed_first()
    {
        Assert.Equal(1, BuildsOf(() =>
        {
            _checkout.Write("artifacts/.setup-building", "");
            _checkout.Write("artifacts/obj/LlmWorkbook/release/LlmWorkbook.dll", "half of it");
        }));
        Assert.False(Directory.Exists(_checkout["artifacts/obj/LlmWorkbook"]));
        Assert.False(File.Exists(_checkout["artifacts/.setup-building"]));
    }

    [Fact]
    public void Errors_are_shown_and_the_next_time_builds_again()
    {
        _system.OnRun = (_, _) => new CommandResult(1, "Determining projects\nTrainer.cs(1,1): error CS1001: no\nTrainer.cs(1,1): error CS1001: no\n", "");
        Assert.Contains("does not build", Assert.Throws<CliException>(Ensure).Message);
        Assert.Equal(["Building the library ...", "Trainer.cs(1,1): error CS1001: no"], _system.Said);
        Assert.False(new LibraryBuild(_checkout.Workspace, _system).IsUpToDate);
    }
}
