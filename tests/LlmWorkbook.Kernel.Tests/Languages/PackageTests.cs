using System.IO.Compression;
using LlmWorkbook.Kernel.Evaluation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LlmWorkbook.Kernel.Tests.Languages;

/// <summary><c>#r "nuget: …"</c> with packages made here, from a folder that is the only source.</summary>
[Collection(SessionFixture.Collection)]
public sealed class PackageTests : IDisposable
{
    private readonly SessionFixture _session = new();
    private readonly string _source;

    public PackageTests()
    {
        var cache = Directory.CreateDirectory(Path.Combine(_session.Folder, "cache")).FullName;
        _source = Directory.CreateDirectory(Path.Combine(_session.Folder, "feed")).FullName;
        File.WriteAllText(Path.Combine(cache, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{cache}/packages" /></config>
              <packageSources><clear /></packageSources>
            </configuration>
            """);
        Environment.SetEnvironmentVariable(NuGetReferences.CacheVariable, cache);
        var inner = Pack("Tests.Inner", "1.0.0", "namespace Inside; public static class Inner { public static int N => 7; }");
        Pack("Tests.Outer", "1.2.0", "public static class Outer { public static int N => Inside.Inner.N + 1; public static string Place => typeof(Inside.Inner).Assembly.Location; }", inner, "Tests.Inner");
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(NuGetReferences.CacheVariable, null);
        _session.Dispose();
    }

    [Fact]
    public async Task A_package_comes_with_what_it_depends_on_and_is_found_again_without_its_source()
    {
        Assert.Equal(8, await _session.Value($"#i \"nuget:{_source}\"\n#r \"nuget: Tests.Outer, 1.2.0\"\nOuter.N"));
        Assert.Equal("Installed package Tests.Outer, 1.2.0", Assert.Single(_session.Shown)["text/plain"]);
        Assert.Equal(8, await _session.Value("#r \"nuget:Tests.Outer,1.2.0\"\nOuter.N"));
        Assert.Single(_session.Shown);

        foreach (var package in Directory.GetFiles(_source))
            File.Delete(package);
        using var again = new SessionFixture();
        Assert.Equal(8, await again.Value($"#i \"nuget:{_source}\"\n#r \"nuget: Tests.Outer, 1.2.0\"\nOuter.N"));
    }

    [Fact]
    public async Task Without_a_version_the_newest_is_taken_and_an_error_keeps_its_line()
    {
        Pack("Tests.Inner", "2.0.0", "namespace Inside; public static class Inner { public static int N => 70; }");
        Assert.Equal(70, await _session.Value($"#i \"nuget:{_source}\"\n#r \"nuget: Tests.Inner\"\nInside.Inner.N"));
        Assert.Equal("Installed package Tests.Inner, 2.0.0", _session.Shown[^1]["text/plain"]);
        Assert.Equal(4, (await _session.Run($"#i \"nuget:{_source}\"\n#r \"nuget: Tests.Inner\"\n\nnosuch")).Error!.Line);
    }

    [Fact]
    public async Task What_cannot_be_had_is_told_in_one_sentence()
    {
        var missing = await _session.Problem($"#i \"nuget:{_source}\"\n#r \"nuget: Tests.Nosuch, 1.0.0\"");
        Assert.StartsWith("#r \"nuget: Tests.Nosuch\": there is no such package or version: Unable to find package Tests.Nosuch", missing);
        Assert.DoesNotContain("\n", missing);
        Assert.Contains("the package source cannot be reached", await _session.Problem("#i \"nuget:https://127.0.0.1:9/index.json\"\n#r \"nuget: Tests.Other, 1.0.0\""));
        Assert.Contains("write it as #r \"nuget: Name, 1.2.3\"", await _session.Problem("#r \"nuget: What is this?\""));
        Assert.Contains("write it as #i", await _session.Problem("#i \"https://example.org\""));
    }

    private string Pack(string id, string version, string code, string? reference = null, string? dependency = null)
    {
        var framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal));
        var compilation = CSharpCompilation.Create(
            id, [CSharpSyntaxTree.ParseText(code)], framework.Append(reference).OfType<string>().Select(r => MetadataReference.CreateFromFile(r)), new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var assembly = Path.Combine(_session.Folder, $"{id}.{version}.dll");
        Assert.True(compilation.Emit(assembly).Success);
        using var package = ZipFile.Open(Path.Combine(_source, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        package.CreateEntryFromFile(assembly, $"lib/net8.0/{id}.dll");
        using var spec = new StreamWriter(package.CreateEntry(id + ".nuspec").Open());
        spec.Write($"""
            <?xml version="1.0"?>
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
              <id>{id}</id><version>{version}</version><authors>tests</authors><description>made by a test</description>
              <dependencies><group targetFramework="net8.0">{(dependency is null ? "" : $"<dependency id=\"{dependency}\" version=\"1.0.0\" />")}</group></dependencies>
            </metadata></package>
            """);
        return assembly;
    }
}
