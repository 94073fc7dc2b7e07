using LlmWorkbook;
using LlmWorkbook.Benchmarks;

// train | decode                 compares ours and PyTorch
// train FILE | decode FILE       measures ours alone, with the settings of FILE
try
{
    switch (args)
    {
        case ["train" or "decode"]:
            return new SideBySide(args[0], alternations: 5).Run();
        case ["train", var file]:
            Ours.Train(Settings.Read(file));
            return 0;
        case ["decode", var file]:
            Ours.Decode(Settings.Read(file));
            return 0;
        default:
            Console.Error.WriteLine("Name a benchmark: train or decode.");
            return 2;
    }
}
catch (WorkbookException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
