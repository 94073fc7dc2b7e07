using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace LlmWorkbook.Cli;

/// <summary>The usual help, and below it what the exit codes mean.</summary>
internal sealed class HelpWithExitCodes(HelpAction usual) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = usual.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine("""
            Exit codes:
              0    all went well
              1    something failed: a cell, a test, a build; something required is missing
              2    wrong input: the command line, a parameter's value, a text file
              130  stopped with Ctrl+C (143: by a termination signal)

            """);
        return exitCode;
    }
}
