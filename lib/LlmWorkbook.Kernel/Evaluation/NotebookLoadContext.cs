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
    private readonly Lock _adding = new();
    private volatile Reference[] _references = [];
    private volatile RestoredPackages _packages = RestoredPackages.None;

    /// <summary>Remembers an assembly named by <c>#r</c>.</summary>
    public void AddReference(string path)
    {
        // Read without a lock, on any thread: cells run while an editor asks.
        lock (_adding)
            if (!Array.Exists(_references, r => r.Path == path))
                _references = [.. _references, new Reference(path, Path.GetDirectoryName(path)!, new AssemblyDependencyResolver(path))];
    }

    /// <summary>Takes the assemblies and native libraries of packages, in place of those it took before.</summary>
    public void AddPackages(RestoredPackages packages) => _packages = packages;

    /// <summary>The file of a library assembly, or null.</summary>
    public string? PathOf(string simpleName)
    {
        var references = _references;
        if (Array.Find(references, r => Path.GetFileNameWithoutExtension(r.Path) == simpleName) is { } exact)
            return exact.Path;
        foreach (var (_, folder, resolver) in references)
        {
            if (resolver.ResolveAssemblyToPath(new AssemblyName(simpleName)) is { } resolved)
                return resolved;
            if (Path.Combine(folder, simpleName + ".dll") is var beside && File.Exists(beside))
                return beside;
        }
        return _packages.RuntimeFiles.FirstOrDefault(f => Path.GetFileNameWithoutExtension(f) == simpleName);
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = assemblyName.Name ?? "";
        var shared = Frameworks.Assemblies.ContainsKey(name) || name == typeof(NotebookLoadContext).Assembly.GetName().Name;
        return !shared && PathOf(name) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        foreach (var (_, folder, resolver) in _references)
        {
            if (resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } resolved)
                return LoadUnmanagedDllFromPath(resolved);
            foreach (var place in new[] { folder, Path.Combine(folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native") })
                foreach (var file in FileNames(unmanagedDllName))
                    if (Path.Combine(place, file) is var path && File.Exists(path))
                        return LoadUnmanagedDllFromPath(path);
        }
        var names = FileNames(unmanagedDllName).ToList();
        return _packages.NativeFiles.FirstOrDefault(f => names.Contains(Path.GetFileName(f))) is { } packaged ? LoadUnmanagedDllFromPath(packaged) : 0;
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

    private sealed record Reference(string Path, string Folder, AssemblyDependencyResolver Resolver);
}
