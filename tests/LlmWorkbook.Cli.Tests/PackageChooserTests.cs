using LlmWorkbook.Cli;
using LlmWorkbook.Cli.Setup;

namespace LlmWorkbook.Tests;

public sealed class PackageChooserTests : IDisposable
{
    private static readonly (string, string)[] Real =
        [("TorchSharp", "0.107.0"), ("TorchSharp-cpu", "0.107.0"), ("TorchSharp-cuda-linux", "0.107.0"), ("Plotly.NET.CSharp", "0.13.0"), ("Microsoft.Data.Analysis", "0.23.0")];

    private readonly TemporaryCheckout _checkout = new();

    public void Dispose() => _checkout.Dispose();

    private PackageChoice? Kept => PackageChoice.Read(_checkout.Workspace.PackageChoice);

    [Fact]
    public void Auto_with_an_empty_feed_takes_the_stand_ins_and_says_which_package_is_missing()
    {
        using var feed = new PackageFeed();
        var system = feed.Machine();
        Assert.True(new PackageChooser(_checkout.Workspace, system).Ensure("auto", feed.Folder).IsStandIn);
        Assert.True(Kept!.IsStandIn);
        Assert.Contains("is in none of the package feeds", Assert.Single(system.Said));
    }

    [Fact]
    public void Auto_with_the_real_packages_takes_them_and_keeps_the_feed()
    {
        using var feed = new PackageFeed(Real);
        var choice = new PackageChooser(_checkout.Workspace, feed.Machine()).Ensure(null, feed.Folder);
        Assert.Equal(new PackageChoice("nuget", "TorchSharp-cpu", feed.Folder), choice);
        Assert.Equal(choice, Kept);
    }

    [Fact]
    public void A_missing_package_is_named_and_the_earlier_choice_stays()
    {
        var earlier = new PackageChoice("standin", "TorchSharp-cpu", null);
        earlier.Write(_checkout.Workspace.PackageChoice);
        using var feed = new PackageFeed([.. Real.Where(p => p.Item1 != "TorchSharp-cpu")]);
        var e = Assert.Throws<CliException>(() => new PackageChooser(_checkout.Workspace, feed.Machine()).Ensure("nuget", feed.Folder));
        Assert.Contains("TorchSharp-cpu is in none of the package feeds", e.Message);
        Assert.Equal(1, e.ExitCode);
        Assert.Equal(earlier, Kept);
    }

    [Fact]
    public void Another_version_is_not_the_package()
    {
        using var feed = new PackageFeed([.. Real.Select(p => (p.Item1, "99.0.0"))]);
        Assert.True(new PackageChooser(_checkout.Workspace, feed.Machine()).Ensure("auto", feed.Folder).IsStandIn);
    }

    [Fact]
    public void The_choice_is_made_once_and_again_when_its_file_is_damaged()
    {
        var system = new PretendedSystem { OnRun = (_, _) => PretendedSystem.Fails("error NU1101: Unable to find package TorchSharp. No packages exist") };
        var chooser = new PackageChooser(_checkout.Workspace, system);
        chooser.Ensure(null, null);
        var tries = system.Commands.Count;
        Assert.True(tries > 0);
        chooser.Ensure(null, null);
        Assert.Equal(tries, system.Commands.Count);

        File.WriteAllText(_checkout.Workspace.PackageChoice, "<Project><PropertyGroup><Workbook");
        Assert.True(chooser.Ensure(null, null).IsStandIn);
        Assert.NotNull(Kept);
    }

    [Fact]
    public void Another_choice_removes_what_the_first_one_built()
    {
        new PackageChoice("nuget", "TorchSharp-cpu", null).Write(_checkout.Workspace.PackageChoice);
        _checkout.Write("artifacts/lib/TorchSharp.dll", "the real one");
        _checkout.Write("artifacts/obj/LlmWorkbook/project.assets.json", "{}");
        _checkout.Write("artifacts/bin/LlmWorkbook.Cli/release/workbook.dll", "running");
        new PackageChooser(_checkout.Workspace, new PretendedSystem()).Ensure("standin", null);
        Assert.False(Directory.Exists(_checkout["artifacts/lib"]));
        Assert.False(Directory.Exists(_checkout["artifacts/obj/LlmWorkbook"]));
        Assert.True(File.Exists(_checkout["artifacts/bin/LlmWorkbook.Cli/release/workbook.dll"]));
    }

    [Theory]
    [InlineData(null, true, "TorchSharp-cuda-linux")]
    [InlineData(null, false, "TorchSharp-cpu")]
    [InlineData("cpu", true, "TorchSharp-cpu")]
    [InlineData("cuda", false, "TorchSharp-cuda-linux")]
    public void A_GPU_selects_the_package_for_CUDA_unless_the_variable_says_otherwise(string? variable, bool hasGpu, string expected)
    {
        var system = new PretendedSystem { OnRun = (line, _) => line == "nvidia-smi -L" ? PretendedSystem.Ok("GPU 0: something\n") : null };
        if (hasGpu)
            system.Programs.Add("nvidia-smi");
        if (variable is not null)
            system.Variables["WORKBOOK_DEVICE"] = variable;
        Assert.Equal(expected, new PackageChooser(_checkout.Workspace, system).Ensure("nuget", null).TorchPackage);
    }

    [Fact]
    public void A_driver_without_a_working_tool_counts_as_a_GPU_and_a_tool_without_a_GPU_does_not()
    {
        var driver = new PretendedSystem();
        driver.ExistingFiles.Add("/proc/driver/nvidia/gpus/0000:00:1e.0");
        Assert.Equal("TorchSharp-cuda-linux", new PackageChooser(_checkout.Workspace, driver).TorchPackage());

        var tool = new PretendedSystem { OnRun = (line, _) => line == "nvidia-smi -L" ? PretendedSystem.Fails("no devices were found", 6) : null };
        tool.Programs.Add("nvidia-smi");
        Assert.Equal("TorchSharp-cpu", new PackageChooser(_checkout.Workspace, tool).TorchPackage());
    }

    [Fact]
    public void A_wrong_device_or_feed_is_one_sentence()
    {
        var system = new PretendedSystem();
        system.Variables["WORKBOOK_DEVICE"] = "tpu";
        var chooser = new PackageChooser(_checkout.Workspace, system);
        Assert.Equal(2, Assert.Throws<CliException>(() => chooser.Ensure("nuget", null)).ExitCode);
        Assert.Contains("/no/such/folder", Assert.Throws<CliException>(() => chooser.Ensure("auto", "/no/such/folder")).Message);
    }
}
