using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LlmWorkbook.Kernel.Tests;

public sealed class ReferenceTests : IDisposable
{
    private readonly LessonFixture _lesson = new();

    public void Dispose() => _lesson.Dispose();

    [Fact]
    public async Task A_referenced_library_brings_its_own_dependency_along()
    {
        var inner = Compile("Inner", "namespace Inside; public class Inner { public int N => 7; }");
        Compile("Outer", "namespace Outside; public static class Outer { public static Inside.Inner Make() => new(); }", inner);
        var result = await _lesson.Code("#r \"libs/Outer.dll\"\nusing Outside;").Code("Outer.Make().N").Code("#r \"libs/Outer.dll\"\nOuter.Make().N + 1").Code("typeof(Outer).Assembly.Location").Run();
        Assert.Null(result.Error);
        Assert.Equal("7", _lesson.Data(2, "text/plain"));
        Assert.Equal("8", _lesson.Data(3, "text/plain"));
        Assert.Equal(Path.Combine(_lesson.Folder, "libs", "Outer.dll"), _lesson.Data(4, "text/plain"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("runtimes/RID/native")]
    public async Task A_referenced_library_finds_its_native_part(string place)
    {
        Compile("Calls", "public static class Calls { [System.Runtime.InteropServices.DllImport(\"answer\")] public static extern int answer(); }");
        CompileNative(Path.Combine(_lesson.Folder, "libs", place.Replace("RID", RuntimeInformation.RuntimeIdentifier)), "int answer(void) { return 42; }");
        var result = await _lesson.Code("#r \"libs/Calls.dll\"\nCalls.answer()").Run();
        Assert.Null(result.Error);
        Assert.Equal("42", _lesson.Data(1, "text/plain"));
    }

    [Fact]
    public async Task A_missing_file_is_told_in_one_sentence()
    {
        var result = await _lesson.Code("// the library\n#r \"libs/Nosuch.dll\"").Run();
        Assert.Contains("cell 1, line 2", result.Error);
        Assert.Contains($"there is no file {Path.Combine(_lesson.Folder, "libs", "Nosuch.dll")}", result.Error);
    }

    [Fact]
    public async Task The_frameworks_assemblies_need_no_path() =>
        Assert.Null((await _lesson.Code("#r \"System.Net.Http\"\nnew System.Net.Http.HttpClient().Timeout").Run()).Error);

    private string Compile(string name, string code, params string[] references)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_lesson.Folder, "libs")).FullName;
        var framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal));
        var compilation = CSharpCompilation.Create(
            name, [CSharpSyntaxTree.ParseText(code)], framework.Concat(references).Select(r => MetadataReference.CreateFromFile(r)), new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var path = Path.Combine(folder, name + ".dll");
        var emitted = compilation.Emit(path);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        return path;
    }

    private static void CompileNative(string folder, string code)
    {
        Directory.CreateDirectory(folder);
        var source = Path.Combine(folder, "answer.c");
        File.WriteAllText(source, code);
        using var compiler = Process.Start("g++", ["-x", "c", "-shared", "-fPIC", "-o", Path.Combine(folder, "libanswer.so"), source]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
    }
}
