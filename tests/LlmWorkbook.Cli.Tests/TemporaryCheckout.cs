using LlmWorkbook.Cli;

namespace LlmWorkbook.Tests;

/// <summary>A checkout of a few files in a folder of its own, with a space in its path.</summary>
internal sealed class TemporaryCheckout : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("work book ");

    public TemporaryCheckout()
    {
        Write("Workbook.slnx", "<Solution />");
        foreach (var file in new[] { "Directory.Packages.props", "Directory.Build.props", "global.json", "lib/Packages.targets", "lib/browser-parts.json" })
            Write(file, File.ReadAllText(Path.Combine(Repository.Root, file)));
        foreach (var standIn in new[] { "TorchSharp", "Plotly.NET.CSharp", "Microsoft.Data.Analysis" })
            Write($"lib/standins/{standIn}/{standIn}.csproj", "<Project />");
        Write("lib/LlmWorkbook/LlmWorkbook.csproj", "<Project />");
    }

    public Workspace Workspace => new(_folder.FullName);

    public string this[string path] => Path.Combine(_folder.FullName, path);

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        File.WriteAllText(this[path], text);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
