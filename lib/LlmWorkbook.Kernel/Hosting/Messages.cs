using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmWorkbook.Kernel.Hosting;

/// <summary>What the front or the runner asks of the evaluating process, one JSON object a line on its standard input.</summary>
[JsonDerivedType(typeof(Execute), "execute")]
[JsonDerivedType(typeof(Describe), "describe")]
[JsonDerivedType(typeof(Interrupt), "interrupt")]
[JsonDerivedType(typeof(Input), "input")]
[JsonDerivedType(typeof(Complete), "complete")]
[JsonDerivedType(typeof(Inspect), "inspect")]
[JsonDerivedType(typeof(IsComplete), "isComplete")]
internal abstract record Request
{
    /// <summary>Run a cell. Answered by outputs, then <see cref="Event.Done"/>.</summary>
    /// <param name="Name">What errors call it, for example <c>cell 3</c>.</param>
    /// <param name="Code">The text; magics in it choose other languages.</param>
    /// <param name="Language">The language of what stands before the first magic, or null for C#.</param>
    /// <param name="Expressions">Expressions to evaluate after the cell, when it ended well; answered in <see cref="Event.Done"/>.</param>
    public sealed record Execute(string Name, string Code, string? Language = null, Dictionary<string, string>? Expressions = null) : Request;

    /// <summary>Tell what settings a variable has. Answered by <see cref="Event.Described"/>.</summary>
    public sealed record Describe(string Variable) : Request;

    /// <summary>Stop the running cell.</summary>
    public sealed record Interrupt : Request;

    /// <summary>The answer to <see cref="Event.InputRequest"/>; null when nobody can be asked.</summary>
    public sealed record Input(string? Text) : Request;

    /// <summary>Tell what may stand at a place in a text. Answered by <see cref="Event.Completed"/>, also while a cell runs.</summary>
    /// <remarks>Places are in UTF-16 units.</remarks>
    public sealed record Complete(int Id, string Code, int Cursor) : Request;

    /// <summary>Tell what stands at a place in a text. Answered by <see cref="Event.Inspected"/>, also while a cell runs.</summary>
    /// <remarks>Detail is 0 for a short answer, 1 for a long one.</remarks>
    public sealed record Inspect(int Id, string Code, int Cursor, int Detail) : Request;

    /// <summary>Tell whether a text can run as it stands. Answered by <see cref="Event.Completeness"/>.</summary>
    public sealed record IsComplete(int Id, string Code) : Request;
}

/// <summary>What the evaluating process tells, one JSON object a line.</summary>
[JsonDerivedType(typeof(Stream), "stream")]
[JsonDerivedType(typeof(Display), "display")]
[JsonDerivedType(typeof(Update), "update")]
[JsonDerivedType(typeof(Clear), "clear")]
[JsonDerivedType(typeof(Result), "result")]
[JsonDerivedType(typeof(Error), "error")]
[JsonDerivedType(typeof(InputRequest), "inputRequest")]
[JsonDerivedType(typeof(Described), "described")]
[JsonDerivedType(typeof(Completed), "completed")]
[JsonDerivedType(typeof(Inspected), "inspected")]
[JsonDerivedType(typeof(Completeness), "completeness")]
[JsonDerivedType(typeof(Done), "done")]
internal abstract record Event
{
    public sealed record Stream(string Name, string Text) : Event;

    public sealed record Display(Dictionary<string, string> Data, string Id) : Event;

    public sealed record Update(Dictionary<string, string> Data, string Id) : Event;

    /// <summary>Removes the cell's outputs so far.</summary>
    /// <param name="Wait">Only when the next output comes.</param>
    public sealed record Clear(bool Wait) : Event;

    public sealed record Result(Dictionary<string, string> Data) : Event;

    public sealed record Error(string Name, string Message, int? Line, string[] Traceback) : Event;

    /// <summary>The cell asks the user; answered by <see cref="Request.Input"/>.</summary>
    public sealed record InputRequest(string Prompt, bool Password) : Event;

    public sealed record Described(ConfigDescription? Config) : Event;

    /// <summary>The proposals, and which part of the text they replace, in UTF-16 units.</summary>
    public sealed record Completed(int Id, Completion[] Matches, int Start, int End) : Event;

    /// <summary>MIME type to text; null when nothing is known of the place.</summary>
    public sealed record Inspected(int Id, Dictionary<string, string>? Data) : Event;

    /// <summary><c>complete</c>, <c>incomplete</c> (then with what the next line should begin with), <c>invalid</c> or <c>unknown</c>.</summary>
    public sealed record Completeness(int Id, string Status, string Indent) : Event;

    /// <param name="Expressions">The values of the expressions asked for.</param>
    public sealed record Done(Dictionary<string, ExpressionValue>? Expressions = null) : Event;
}

/// <summary>One proposal of a completion.</summary>
/// <param name="Text">What is put in.</param>
/// <param name="Kind"><c>method</c>, <c>property</c>, <c>class</c> and the like, as Jupyter's clients show it.</param>
/// <param name="Signature">The signature, or empty.</param>
internal sealed record Completion(string Text, string Kind, string Signature);

/// <summary>A user expression's value, or the error that it gave.</summary>
internal sealed record ExpressionValue(Dictionary<string, string>? Data, Event.Error? Error);

/// <summary>The settings of a lesson's configuration record.</summary>
/// <param name="TypeName">The record's name.</param>
/// <param name="Settings">Its public settable properties of simple types.</param>
/// <param name="TakesText">Whether it has <c>ForText(string)</c>.</param>
/// <param name="TakesFast">Whether it has <c>Fast()</c>.</param>
internal sealed record ConfigDescription(string TypeName, ConfigSetting[] Settings, bool TakesText, bool TakesFast);

/// <summary>One setting.</summary>
/// <param name="Name">The property's name.</param>
/// <param name="Kind">The type's name: Int32, Int64, Single, Double, Boolean, String or Enum.</param>
/// <param name="EnumType">How C# names the enumeration, for Enum.</param>
/// <param name="EnumNames">The enumeration's members.</param>
/// <param name="Value">Its value now, as <c>-p</c> takes it.</param>
internal sealed record ConfigSetting(string Name, string Kind, string? EnumType, string[] EnumNames, string Value);

/// <summary>One JSON object a line, UTF-8.</summary>
internal static class JsonLines
{
    private static readonly MessageContext s_context = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static string Write(Request message) => JsonSerializer.Serialize(message, s_context.Request);

    public static string Write(Event message) => JsonSerializer.Serialize(message, s_context.Event);

    public static Request ReadRequest(string line) => JsonSerializer.Deserialize(line, s_context.Request) ?? throw new JsonException("null");

    public static Event ReadEvent(string line) => JsonSerializer.Deserialize(line, s_context.Event) ?? throw new JsonException("null");
}

/// <summary>Serializers made at compile time: reflection would cost a tenth of a second at the first message.</summary>
[JsonSerializable(typeof(Request))]
[JsonSerializable(typeof(Event))]
internal sealed partial class MessageContext : JsonSerializerContext;
