using System.Security.Cryptography;
using System.Text;

namespace LlmWorkbook.Cli.Setup;

/// <summary>Tells whether files are what they were.</summary>
internal static class Fingerprint
{
    /// <summary>One hash of the names, sizes and times of the files in some folders, and of single files.</summary>
    public static string Of(IEnumerable<string> folders, IEnumerable<string> files)
    {
        var all = folders.Where(Directory.Exists)
            .SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories))
            .Concat(files)
            .Select(f => new FileInfo(f))
            .OrderBy(f => f.FullName, StringComparer.Ordinal)
            .Select(f => f.Exists ? $"{f.FullName}|{f.Length}|{f.LastWriteTimeUtc.Ticks}\n" : $"{f.FullName}|missing\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(all))));
    }
}
