namespace LlmWorkbook.Kernel.Languages;

/// <summary>The texts that <c>#!value</c> keeps.</summary>
/// <param name="baseFolder">The folder that <c>--from-file</c> starts from.</param>
internal sealed class ValueStore(string baseFolder)
{
    private readonly Dictionary<string, string> _texts = [];

    /// <summary>The names in use.</summary>
    public IEnumerable<string> Names => _texts.Keys;

    /// <summary>A text, or null.</summary>
    public string? this[string name] => _texts.GetValueOrDefault(name);

    /// <summary>Keeps the text of a <c>#!value</c> part.</summary>
    /// <returns>The text and the MIME type it is to be shown in; that is null when it is not to be shown.</returns>
    public (string Text, string? MimeType) Keep(CellPart.Code part)
    {
        var options = new MagicOptions("value", Math.Max(1, part.Line - 1), part.Options, "--name", "--from-file", "--from-value", "--mime-type");
        var name = options.Required("--name");
        var body = part.Text.Trim('\n');
        var sources = new[] { options["--from-file"], options["--from-value"], body.Trim().Length > 0 ? body : null }.Count(s => s is not null);
        if (sources != 1)
            throw options.Wrong(sources == 0
                ? "there is no text: write it on the next lines, or give --from-file or --from-value"
                : "the text comes from one place: the lines that follow, --from-file or --from-value");
        return (_texts[name] = options["--from-value"] ?? (options["--from-file"] is { } file ? Read(options, file) : body), options["--mime-type"]);
    }

    private string Read(MagicOptions options, string file)
    {
        try
        {
            return File.ReadAllText(Path.GetFullPath(file, baseFolder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw options.Wrong($"{file} cannot be read: {e.Message.TrimEnd('.')}");
        }
    }
}
