namespace LlmWorkbook.Cli;

/// <summary>Shows and exports the corpora, which the library writes.</summary>
internal sealed class DataVerb(Workspace workspace)
{
    /// <summary>What can be asked for, for help and errors; the library, which has the last word, is not built yet when they are written.</summary>
    public const string Corpora = "stories, facts, instructions, preferences, verifiable, reviews, mentions or dirty-web";

    public int Show(string? corpus, string language, int count) => Call("Show", Given(corpus, "show", $"corpus: {Corpora}"), language, AtLeastOne(count), Console.Out);

    public int Export(string? corpus, string language, int count, string? file)
    {
        Call("Export", Given(corpus, "export", $"corpus ({Corpora}) and a file to write"), language, AtLeastOne(count), Path.GetFullPath(Given(file, "export", "file to write")));
        Console.WriteLine($"{count:N0} documents in {file}.");
        return 0;
    }

    public int Tables() => Call("Tables", Console.Out);

    private static string Given(string? value, string verb, string what) => value ?? throw new CliException($"./workbook data {verb} needs a {what}.", 2);

    private static int AtLeastOne(int count) => count > 0 ? count : throw new CliException($"-n is {count}; it must be at least 1.", 2);

    private int Call(string method, params object[] arguments) => new Library(workspace).Call("Data.Corpora", method, 2, arguments);
}
