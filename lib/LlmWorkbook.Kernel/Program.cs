using LlmWorkbook.Kernel.Hosting;
using LlmWorkbook.Kernel.Jupyter;

switch (args)
{
    case ["evaluate", var pipeHandle]:
        return await EvaluatorHost.RunAsync(pipeHandle);
    case ["jupyter", var connectionFile]:
        return await KernelServer.RunAsync(connectionFile);
    default:
        Console.Error.WriteLine("LlmWorkbook.Kernel is started by Jupyter, VS Code or ./workbook run; install it for the first two with ./workbook kernel install.");
        return 2;
}
