using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace LlmWorkbook.Kernel.Evaluation;

/// <summary>
/// Loads the cells' compiled code and what they refer to by <c>#r</c>. A library's own dependencies, managed and native, are looked
/// up as its <c>deps.json</c> says, then in its folder and in <c>runtimes/RID/native</c> there.
/// </summary>
internal sealed class NotebookLoadContext() : AssemblyLoadContext("notebook")
{
    private readonly List<(string Folder, AssemblyDependencyResolver Resolver)> _references = [];
    private readonly HashSet<string> _paths = [];

    /// <summary>Remembers an assembly named by <c>#r</c>.</summary>
    public void AddReference(string path)
    {
        if (_paths.Add(path))
            _references.Add((Path.GetDirectoryName(path)!, new AssemblyDependencyResolver(path)));
    }

    /// <summary>The file of a library assembly, or null.</summary>
    public string? PathOf(string simpleName)
    {
        var exact = _paths.FirstOrDefault(p => Path.GetFileNameWithoutExtension(p) == simpleName);
        if (exact is not null)
            return exact;
        foreach (var (folder, resolver) in _references)
        {
            if (resolver.ResolveAssemblyToPath(new AssemblyName(simpleName)) is { } resolved)
                return resolved;
            if (Path.Combine(folder, simpleName + ".dll") is var beside && File.Exists(beside))
                return beside;
        }
        return null;
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = assemblyName.Name ?? "";
        var shared = Frameworks.Assemblies.ContainsKey(name) || name == typeof(NotebookLoadContext).Assembly.GetName().Name;
        return !shared && PathOf(name) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        foreach (var (folder, resolver) in _references)
        {
            if (resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } resolved)
                return LoadUnmanagedDllFromPath(resolved);
            foreach (var place in new[] { folder, Path.Combine(folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native") })
                foreach (var file in FileNames(unmanagedDllName))
                    if (Path.Combine(place, file) is var path && File.Exists(path))
                        return LoadUnmanagedDllFromPath(path);
        }
        return 0;
    }

    private static IEnumerable<string> FileNames(string name)
    {
        yield return name;
        if (OperatingSystem.IsWindows())
            yield return name + ".dll";
        else if (OperatingSystem.IsMacOS())
            yield return $"lib{name}.dylib";
        else
            yield return $"lib{name}.so";
    }
}
