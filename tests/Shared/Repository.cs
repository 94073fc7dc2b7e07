namespace LlmWorkbook.Tests;

/// <summary>Where the checkout lies, found upwards from the test assembly.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    private static string FindRoot(string folder)
    {
        for (var d = new DirectoryInfo(folder); d is not null; d = d.Parent)
            if (File.Exists(Path.Combine(d.FullName, "Workbook.slnx")))
                return d.FullName;
        throw new InvalidOperationException($"no Workbook.slnx above {folder}");
    }
}
