using LlmWorkbook.Cli.Run;

namespace LlmWorkbook.Cli;

/// <summary>Writes a lesson for larger engines, which the library does.</summary>
internal sealed class ExportVerb(Workspace workspace)
{
    /// <summary>What can be asked for, for help and errors; the library, which has the last word, is not built yet when they are written.</summary>
    public const string Lessons = "04, 06, 07, 08, 09, 10 or 11";

    public const string Scales = "tiny, small, base or gpu";

    /// <summary>Number of the lesson and path of the folder, if both can be used.</summary>
    public (string Lesson, string Folder) Check(string? lesson, string? folder, string? scale)
    {
        if (lesson is null || folder is null)
            throw new CliException($"./workbook export needs a lesson ({Lessons}) and a folder to write.", 2);
        string name = new LessonCatalog(workspace).Find([lesson])[0], number = name[..2];
        if (!Names(Lessons).Contains(number))
            throw new CliException($"Lesson {name} has nothing to export; the lessons that have are {Lessons.Replace(" or ", " and ")}.", 2);
        if (scale is not null && number != "04")
            throw new CliException($"--scale is for lesson 04, which begins with a fresh model; lesson {number} begins with a trained one.", 2);
        if (scale is not null && !Names(Scales).Contains(scale))
            throw CliException.Unknown("scale", scale, Names(Scales), $"valid are {Scales}");
        if (File.Exists(folder))
            throw new CliException($"{folder} is a file; name a folder that does not exist yet.", 2);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new CliException($"The folder {folder} is not empty; name another one, so that nothing in it is lost.", 2);
        return (number, Path.GetFullPath(folder));
    }

    public int Run(string lesson, string folder, string? scale) => new Library(workspace).Call("Lessons.LessonExport", "Write", 1, lesson, folder, scale, Console.Out);

    private static string[] Names(string list) => list.Replace(" or ", ", ").Split(", ");
}
