using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmWorkbook.Kernel.Hosting;

/// <summary>What the runner asks of the evaluating process, one JSON object a line on its standard input.</summary>
[JsonDerivedType(typeof(Execute), "execute")]
[JsonDerivedType(typeof(Describe), "describe")]
[JsonDerivedType(typeof(Interrupt), "interrupt")]
internal abstract record Request
{
    /// <summary>Run a cell. Answered by outputs, then <see cref="Event.Done"/>.</summary>
    public sealed record Execute(string Name, string Code) : Request;

    /// <summary>Tell what settings a variable has. Answered by <see cref="Event.Described"/>.</summary>
    public sealed record Describe(string Variable) : Request;

    /// <summary>Stop the running cell.</summary>
    public sealed record Interrupt : Request;
}

/// <summary>What the evaluating process tells, one JSON object a line.</summary>
[JsonDerivedType(typeof(Stream), "stream")]
[JsonDerivedType(typeof(Display), "display")]
[JsonDerivedType(typeof(Update), "update")]
[JsonDerivedType(typeof(Result), "result")]
[JsonDerivedType(typeof(Error), "error")]
[JsonDerivedType(typeof(Described), "described")]
[JsonDerivedType(typeof(Done), "done")]
internal abstract record Event
{
    public sealed record Stream(string Name, string Text) : Event;

    public sealed record Display(Dictionary<string, string> Data, string Id) : Event;

    public sealed record Update(Dictionary<string, string> Data, string Id) : Event;

    public sealed record Result(Dictionary<string, string> Data) : Event;

    public sealed record Error(string Name, string Message, int? Line, string[] Traceback) : Event;

    public sealed record Described(ConfigDescription? Config) : Event;

    public sealed record Done : Event;
}

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
internal sealed record ConfigSetting(string Name, string Kind, string? EnumType, string[] EnumNames);

/// <summary>One JSON object a line, UTF-8.</summary>
internal static class JsonLines
{
    public static string Write<T>(T message) => JsonSerializer.Serialize(message);

    public static T Read<T>(string line) => JsonSerializer.Deserialize<T>(line) ?? throw new JsonException("null");
}
