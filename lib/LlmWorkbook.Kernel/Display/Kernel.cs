using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>The functions that every cell sees without a prefix; names and meaning as in .NET Interactive, so that notebooks run in both.</summary>
public static class Kernel
{
    /// <summary>Shows a value now, and returns a handle to replace it later.</summary>
    /// <param name="value">Anything.</param>
    /// <param name="mimeTypes">The MIME types to show it in; by default those that its type prefers.</param>
    public static DisplayedValue display(object? value, params string[] mimeTypes)
    {
        var data = Formatter.Bundle(value, mimeTypes);
        var shown = new DisplayedValue(Guid.NewGuid().ToString("N"), [.. data.Keys]);
        DisplaySink.Current.Display(data, shown.DisplayId);
        return shown;
    }

    /// <summary>Marks a string as HTML.</summary>
    public static IHtmlContent HTML(string content) => new HtmlString(content);

    /// <summary>Runs a script in the front end.</summary>
    public static void Javascript(string scriptContent) => display(HTML($"<script type=\"text/javascript\">{scriptContent}</script>"), HtmlFormatter.MimeType);

    /// <summary>Adds a style sheet to the page.</summary>
    public static void CSS(string content) => display(HTML($"<style>{content}</style>"), HtmlFormatter.MimeType);

    /// <summary>Removes what the cell has shown so far. This kernel's own: .NET Interactive has no such function, so the lessons do without.</summary>
    /// <param name="wait">Only when the next output comes, so that nothing flickers.</param>
    public static void ClearOutput(bool wait = false) => DisplaySink.Current.Clear(wait);

    /// <summary>Asks the user for a text.</summary>
    /// <param name="prompt">The question.</param>
    /// <param name="typeHint"><c>text</c>, or <c>password</c> to hide what is typed.</param>
    public static Task<string> GetInputAsync(string prompt = "", string typeHint = "text") => UserInput.AskOrThrowAsync(prompt, typeHint == "password", Stop);

    /// <summary>Asks the user for a password, which is not shown while it is typed.</summary>
    public static async Task<PasswordString> GetPasswordAsync(string prompt = "") => new(await UserInput.AskOrThrowAsync(prompt, password: true, Stop));

    /// <summary>Asks the user for a text and waits for it.</summary>
    public static string input(string prompt = "") => Waiting(() => GetInputAsync(prompt));

    /// <summary>Asks the user for a password and waits for it.</summary>
    public static PasswordString password(string prompt = "") => Waiting(() => GetPasswordAsync(prompt));

    /// <summary>Waits on another thread: the cell's own has to be free for what an await comes back to.</summary>
    private static T Waiting<T>(Func<Task<T>> ask) => Task.Run(ask).GetAwaiter().GetResult();

    private static CancellationToken Stop => KernelInvocationContext.Current?.CancellationToken ?? CancellationToken.None;
}
