// The names of .NET Interactive that lessons may use, with their signatures there and nothing behind them. Compiled by the tests
// as an assembly of its own; what is not here does not compile in a lesson.
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;
using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Microsoft.AspNetCore.Html
{
    public interface IHtmlContent;
}

namespace Microsoft.DotNet.Interactive
{
    public abstract class Kernel
    {
        public static DisplayedValue display(object value, params string[] mimeTypes) => throw null;

        public static IHtmlContent HTML(string content) => throw null;

        public static void CSS(string content) { }

        public static void Javascript(string scriptContent) { }

        public static Task<string> GetInputAsync(string prompt = "", string typeHint = "text") => throw null;

        public static Task<PasswordString> GetPasswordAsync(string prompt = "") => throw null;
    }

    public class PasswordString
    {
        public string GetClearTextPassword() => throw null;
    }

    public class KernelInvocationContext
    {
        public static KernelInvocationContext Current => throw null;

        public CancellationToken CancellationToken => throw null;
    }

    public static class KernelInvocationContextExtensions
    {
        public static DisplayedValue Display(this KernelInvocationContext context, object value, params string[] mimeTypes) => throw null;

        public static DisplayedValue DisplayAs(this KernelInvocationContext context, string value, string mimeType) => throw null;
    }
}

namespace Microsoft.DotNet.Interactive.Formatting
{
    public class DisplayedValue
    {
        public string DisplayId => throw null;

        public void Update(object updatedValue) { }
    }

    public delegate bool FormatDelegate<in T>(T value, FormatContext context);

    public class FormatContext
    {
        public TextWriter Writer => throw null;
    }

    public interface ITypeFormatter
    {
        string MimeType { get; }

        Type Type { get; }

        bool Format(object instance, FormatContext context);
    }

    public static class HtmlFormatter
    {
        public const string MimeType = "text/html";
    }

    public static class PlainTextFormatter
    {
        public const string MimeType = "text/plain";
    }

    public static class JsonFormatter
    {
        public const string MimeType = "application/json";
    }

    public static class Formatter
    {
        public static string DefaultMimeType { get; set; }

        public static int ListExpansionLimit { get; set; }

        public static int RecursionLimit { get; set; }

        public static string NullString { get; set; }

        public static void Register(ITypeFormatter formatter) { }

        public static void Register<T>(FormatDelegate<T> formatter, string mimeType = PlainTextFormatter.MimeType) { }

        public static void Register(Type type, FormatDelegate<object> formatter, string mimeType = PlainTextFormatter.MimeType) { }

        public static void Register(Type type, Action<object, TextWriter> formatter, string mimeType = PlainTextFormatter.MimeType) { }

        public static void Register<T>(Action<T, TextWriter> formatter, string mimeType = PlainTextFormatter.MimeType) { }

        public static void Register<T>(Func<T, string> formatter, string mimeType = PlainTextFormatter.MimeType) { }

        public static void SetPreferredMimeTypesFor(Type type, params string[] preferredMimeTypes) { }

        public static IReadOnlyCollection<string> GetPreferredMimeTypesFor(Type type) => throw null;

        public static void ResetToDefault() { }

        public static string ToDisplayString(this object obj, string mimeType = PlainTextFormatter.MimeType) => throw null;
    }
}

namespace System
{
    public static class DisplayExtensions
    {
        public static DisplayedValue Display(this object value, params string[] mimeTypes) => throw null;

        public static DisplayedValue DisplayAs(this string value, string mimeType) => throw null;

        public static DisplayedValue DisplayTable<T>(this IEnumerable<T> value, params string[] mimeTypes) => throw null;
    }
}
