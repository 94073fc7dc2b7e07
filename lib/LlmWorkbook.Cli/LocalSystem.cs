using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace LlmWorkbook.Cli;

/// <summary>This machine.</summary>
internal sealed class LocalSystem(CancellationToken cancel) : ISystem
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(8);

    public bool IsLinux => OperatingSystem.IsLinux();
    public bool IsWindows => OperatingSystem.IsWindows();
    public bool IsRoot => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;
    public bool IsInteractive => !Console.IsInputRedirected && !Console.IsErrorRedirected;
    public string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
    public bool FileExists(string path) => File.Exists(path);
    public void Say(string line) => Console.Error.WriteLine(line);

    public void Wait(TimeSpan time)
    {
        cancel.WaitHandle.WaitOne(time);
        cancel.ThrowIfCancellationRequested();
    }

    public string? FindProgram(string name)
    {
        string[] names = OperatingSystem.IsWindows() ? [name + ".exe", name + ".cmd"] : [name];
        return (from folder in (Variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                from file in names
                let path = Path.Combine(folder, file)
                where File.Exists(path)
                select path).FirstOrDefault();
    }

    public string? LinkTarget(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public IReadOnlyList<string> Files(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.GetFiles(folder, pattern) : [];

    public bool Ask(string question)
    {
        Console.Error.Write($"{question} [Y/n] ");
        return Console.ReadLine()?.Trim().ToLowerInvariant() is "" or "y" or "yes";
    }

    public CommandResult Run(string program, IReadOnlyList<string> arguments, CommandOptions? options = null)
    {
        options ??= new CommandOptions();
        cancel.ThrowIfCancellationRequested();
        if (FindProgram(program) is not { } path && !File.Exists(program))
            return new CommandResult(127, "", $"{program} was not found");

        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = options.Folder ?? "",
            RedirectStandardOutput = !options.Attached,
            RedirectStandardError = !options.Attached,
            RedirectStandardInput = !options.Attached,
        };
        foreach (var (name, value) in options.Environment)
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        var output = new StringBuilder();
        var error = new StringBuilder();
        if (!options.Attached)
        {
            process.StandardInput.Close();
            process.OutputDataReceived += (_, e) => Keep(output, e.Data, options.OnLine);
            process.ErrorDataReceived += (_, e) => Keep(error, e.Data, options.OnLine);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }
        using var onCancel = cancel.Register(() =>
        {
            if (options.Attached)
                _ = EndAsync(process);
            else
                Kill(process);
        });
        var inTime = process.WaitForExit(options.Timeout);
        if (!inTime)
            Kill(process);
        else if (!options.Attached)
            process.WaitForExit(); // the last lines of both streams
        cancel.ThrowIfCancellationRequested();
        lock (output)
            lock (error)
                return new CommandResult(inTime ? process.ExitCode : 124, output.ToString(), error.ToString());
    }

    private static void Keep(StringBuilder stream, string? line, Action<string>? onLine)
    {
        if (line is null)
            return;
        lock (stream)
            stream.AppendLine(line);
        onLine?.Invoke(line);
    }

    /// <summary>Lets a program that has the terminal end by itself, as with Ctrl+C; after a while it is ended.</summary>
    private static async Task EndAsync(Process process)
    {
        try
        {
            if (!OperatingSystem.IsWindows())
                using (var signal = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]))
                    await signal.WaitForExitAsync();
            using var grace = new CancellationTokenSource(s_grace);
            await process.WaitForExitAsync(grace.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or Win32Exception)
        {
            Kill(process);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself, and its handle is closed.
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }
    }
}
