using LlmWorkbook.Cli;
using LlmWorkbook.Cli.Setup;

namespace LlmWorkbook.Tests;

public sealed class SystemPackagesTests
{
    private const string Install = "apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=120 ";

    [Fact]
    public void Nothing_is_run_when_everything_is_installed()
    {
        var system = new PretendedSystem { IsRoot = true };
        system.Installed.UnionWith(SystemPackages.ForStandIns);
        new SystemPackages(system).Ensure(SystemPackages.ForStandIns, yes: false);
        Assert.Single(system.Commands);
        Assert.StartsWith("dpkg-query ", system.Commands[0]);
    }

    [Fact]
    public void Root_installs_what_is_missing_and_only_that()
    {
        var system = new PretendedSystem { IsRoot = true };
        system.Installed.Add("g++");
        new SystemPackages(system).Ensure(SystemPackages.ForStandIns, yes: false);
        Assert.Contains("apt-get update -q", system.Commands);
        Assert.Contains(Install + "libtorch-dev libopenblas0-openmp", system.Commands);
        Assert.Empty(system.Questions);
    }

    [Theory]
    [InlineData("true", false)]
    [InlineData(null, true)]
    public void In_CI_and_with_yes_sudo_is_used_at_once_and_never_waits_for_a_password(string? ci, bool yes)
    {
        var system = new PretendedSystem { IsInteractive = true };
        system.Programs.Add("sudo");
        if (ci is not null)
            system.Variables["CI"] = ci;
        new SystemPackages(system).Ensure(SystemPackages.ForStandIns, yes);
        Assert.Contains("sudo -n DEBIAN_FRONTEND=noninteractive " + Install + "libtorch-dev libopenblas0-openmp g++", system.Commands);
        Assert.Empty(system.Questions);
    }

    [Fact]
    public void Somebody_at_the_terminal_is_asked_once()
    {
        var system = new PretendedSystem { IsInteractive = true, AnswersYes = true };
        system.Programs.Add("sudo");
        new SystemPackages(system).Ensure(SystemPackages.ForStandIns, yes: false);
        Assert.Single(system.Questions);
        Assert.Contains("sudo DEBIAN_FRONTEND=noninteractive " + Install + "libtorch-dev libopenblas0-openmp g++", system.Commands);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public void Without_leave_to_install_the_exact_line_is_printed(bool hasSudo, bool interactive)
    {
        var system = new PretendedSystem { IsInteractive = interactive, AnswersYes = false };
        if (hasSudo)
            system.Programs.Add("sudo");
        var e = Assert.Throws<CliException>(() => new SystemPackages(system).Ensure(SystemPackages.ForStandIns, yes: false));
        Assert.EndsWith("\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends libtorch-dev libopenblas0-openmp g++", e.Message);
        Assert.NotEqual(0, e.ExitCode);
        Assert.DoesNotContain(system.Commands, c => c.Contains("apt-get", StringComparison.Ordinal));
    }

    [Fact]
    public void An_interrupted_installation_is_completed_first()
    {
        var system = new PretendedSystem { IsRoot = true };
        system.OnRun = (line, _) => line.StartsWith("apt-get install", StringComparison.Ordinal) && !system.Commands.Contains("dpkg --configure -a")
            ? PretendedSystem.Fails("E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem.", 100)
            : null;
        new SystemPackages(system).Ensure(SystemPackages.ForStandIns, yes: false);
        Assert.Superset(SystemPackages.ForStandIns.ToHashSet(), system.Installed);
    }

    [Fact]
    public void A_failed_installation_tells_the_reason_and_the_line()
    {
        var system = new PretendedSystem { IsRoot = true, OnRun = (line, _) => line.StartsWith("apt-get", StringComparison.Ordinal) ? PretendedSystem.Fails("E: Unable to locate package libtorch-dev", 100) : null };
        var e = Assert.Throws<CliException>(() => new SystemPackages(system).Ensure(SystemPackages.ForStandIns, yes: false));
        Assert.Contains("Unable to locate package libtorch-dev", e.Message);
        Assert.Contains("apt-get install -y", e.Message);
    }

    [Fact]
    public void Without_Debians_tools_found_libraries_are_enough()
    {
        var system = new PretendedSystem();
        system.Programs.Clear();
        system.Programs.Add("g++");
        Assert.Equal(["libtorch-dev", "libopenblas0-openmp"], new SystemPackages(system).Missing(SystemPackages.ForStandIns));
        var e = Assert.Throws<CliException>(() => new SystemPackages(system).Ensure(SystemPackages.ForStandIns, yes: true));
        Assert.Contains("libtorch-dev libopenblas0-openmp", e.Message);

        system.ExistingFiles.UnionWith(["/usr/lib64/libtorch_cpu.so", "/usr/lib64/libopenblaso.so.0"]);
        new SystemPackages(system).Ensure(SystemPackages.ForStandIns, yes: false);
    }

    [Fact]
    public void Without_Debians_tools_Pythons_packages_are_asked_for_by_their_modules()
    {
        var system = new PretendedSystem { OnRun = (line, _) => line.EndsWith("import jupyter_kernel_test", StringComparison.Ordinal) ? PretendedSystem.Fails("no module", 1) : null };
        system.Programs.Clear();
        system.Programs.UnionWith(["chromium", "jupyter-notebook"]);
        Assert.Equal(["python3-jupyter-kernel-test"], new SystemPackages(system).Missing(SystemPackages.ForTests));
    }

    [Fact]
    public void The_BLAS_built_for_pthreads_is_replaced_by_root_and_named_to_others()
    {
        const string fast = "/usr/lib/x86_64-linux-gnu/openblas-openmp/libblas.so.3";
        foreach (var root in new[] { true, false })
        {
            var system = new PretendedSystem { IsRoot = root };
            system.Links["/etc/alternatives/libblas.so.3-x86_64-linux-gnu"] = "/usr/lib/x86_64-linux-gnu/openblas-pthread/libblas.so.3";
            system.Links["/etc/alternatives/liblapack.so.3-x86_64-linux-gnu"] = "/usr/lib/x86_64-linux-gnu/openblas-openmp/liblapack.so.3";
            system.ExistingFiles.Add(fast);
            new SystemPackages(system).ChooseFastBlas();
            var command = $"update-alternatives --set libblas.so.3-x86_64-linux-gnu {fast}";
            if (root)
                Assert.Equal([command], system.Commands);
            else
                Assert.EndsWith("sudo " + command, Assert.Single(system.Said));
        }
    }
}
