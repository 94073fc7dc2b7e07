using System.Text.Json;
using LlmWorkbook.Tests;

namespace LlmWorkbook.Jupyter.Tests;

/// <summary>Bad messages at a running kernel: none is executed, the kernel answers afterwards and has not grown.</summary>
public sealed class FuzzTests
{
    [PythonFact("zmq")]
    public void Thousands_of_bad_messages_do_nothing() => Fuzz(3_000, mostGrowth: 40);

    [FullFact]
    public void A_hundred_thousand_bad_messages_do_nothing() => Fuzz(100_000, mostGrowth: 24);

    private static void Fuzz(int count, double mostGrowth)
    {
        using var python = PythonClient.Start(["fuzz.py", $"{count}"]);
        var line = python.StandardOutput.ReadLine();
        python.WaitForExit();
        Assert.NotNull(line);
        var result = JsonSerializer.Deserialize<JsonElement>(line);
        Assert.False(result.GetProperty("executed").GetBoolean(), "a bad message ran its code");
        Assert.Equal("2", result.GetProperty("answer").GetString());
        Assert.True(result.GetProperty("sent").GetInt32() >= count);
        Assert.True(result.GetProperty("after_mib").GetDouble() < result.GetProperty("before_mib").GetDouble() + mostGrowth, line);
    }
}
