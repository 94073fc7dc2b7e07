using System.Runtime.InteropServices;
using LlmWorkbook.Cli;

using var cancel = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, 130));
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, 143));
var stopCode = 130;

try
{
    var exitCode = CommandLine.Run(args, cancel.Token);
    return cancel.IsCancellationRequested ? stopCode : exitCode;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped.");
    return stopCode;
}
catch (CliException e)
{
    Console.Error.WriteLine(e.Message);
    return e.ExitCode;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
catch (Exception e)
{
    Console.Error.WriteLine($"The workbook's own commands failed: {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}");
    if (Environment.GetEnvironmentVariable("WORKBOOK_DEBUG") == "1")
        Console.Error.WriteLine(e.StackTrace);
    return 1;
}

// The first signal asks everything to stop; whatever does not within ten seconds, or a second signal, ends the process.
void Stop(PosixSignalContext signal, int code)
{
    signal.Cancel = true;
    stopCode = code;
    if (cancel.IsCancellationRequested)
        Environment.Exit(code);
    cancel.Cancel();
    _ = Task.Delay(TimeSpan.FromSeconds(10)).ContinueWith(_ => Environment.Exit(code), TaskScheduler.Default);
}
