using LlmWorkbook.Kernel.Hosting;

if (args is ["evaluate", var pipeHandle])
    return await EvaluatorHost.RunAsync(pipeHandle);

Console.Error.WriteLine("LlmWorkbook.Kernel is started by ./workbook run; there is nothing to do by hand.");
return 2;
