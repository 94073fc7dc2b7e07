using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LlmWorkbook.Cli.Run;

/// <summary>What the command line asks of every lesson that is run.</summary>
internal sealed record LessonOptions
{
    public IReadOnlyList<(string Name, string Value)> Parameters { get; init; } = [];
    public string? TextFile { get; init; }
    public bool Fast { get; init; }
    public bool All { get; init; }
    public bool KeepGoing { get; init; }
    public TimeSpan? CellTimeout { get; init; }

    /// <summary>The kind of run, as a file name: runs of one kind take about the same time.</summary>
    public string Kind(string lesson)
    {
        var kind = $"{lesson}{(Fast ? " fast" : "")}{(All ? " all" : "")}{(TextFile is null ? "" : " text")}";
        return Parameters.Count == 0 ? kind
            : $"{kind} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Parameters.Select(p => $"{p.Name}={p.Value}")))))[..16]}";
    }

    /// <summary>Splits <c>Name=value</c>.</summary>
    public static (string Name, string Value) ParseParameter(string text)
    {
        var equals = text.IndexOf('=');
        return equals > 0
            ? (text[..equals].Trim(), text[(equals + 1)..].Trim())
            : throw new CliException($"-p \"{text}\" is not of the form Name=value, for example -p Steps=500.", 2);
    }

    /// <summary>Reads <c>--timeout</c>, in seconds.</summary>
    public static TimeSpan? ParseTimeout(string? text) =>
        text is null ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e6 ? TimeSpan.FromSeconds(seconds)
        : throw new CliException($"--timeout is \"{text}\"; give a number of seconds above 0.", 2);
}
