using System.Diagnostics;

namespace LlmWorkbook.Tests;

/// <summary>A real file system of a few kilobytes, in memory.</summary>
internal sealed class SmallDisk : IDisposable
{
    public SmallDisk(string path, int kilobytes)
    {
        Path = Directory.CreateDirectory(path).FullName;
        if (Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "none", Path) != 0)
            throw new InvalidOperationException($"cannot mount a file system on {path}");
    }

    public string Path { get; }

    /// <summary>Whether this process may mount one: root may, outside of most containers.</summary>
    public static bool Possible { get; } = Try();

    public void Dispose()
    {
        if (Run("umount", Path) != 0)
            throw new InvalidOperationException($"cannot unmount {Path}");
        Directory.Delete(Path);
    }

    private static bool Try()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        using var folder = new TemporaryFolder();
        try
        {
            using var disk = new SmallDisk(folder.File("disk"), 64);
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}

/// <summary>A test that needs to mount a file system.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MountFactAttribute : FactAttribute
{
    public MountFactAttribute()
    {
        if (!SmallDisk.Possible)
            Skip = "SKIPPED, NOT PASSED: needs the right to mount a file system (root)";
    }
}
