using System.Collections.Concurrent;

namespace LlmWorkbook.Kernel.Languages;

/// <summary>Hands a value to the code that declares a variable of it; called by what <c>#!set</c> makes, not by hand.</summary>
public static class SharedValue
{
    private static readonly ConcurrentDictionary<string, object?> s_waiting = [];

    /// <summary>Takes a value that waits.</summary>
    public static T Take<T>(string key) => s_waiting.TryRemove(key, out var value) ? (T)value! : throw new InvalidOperationException("a value is handed over only once");

    internal static string Offer(object? value)
    {
        var key = Guid.NewGuid().ToString("N");
        s_waiting[key] = value;
        return key;
    }
}
