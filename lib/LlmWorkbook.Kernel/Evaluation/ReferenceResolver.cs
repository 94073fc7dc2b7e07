using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LlmWorkbook.Kernel.Evaluation;

/// <summary>Finds the assemblies that <c>#r</c> names, and what those refer to in turn, for the compiler. Safe to use from several threads.</summary>
/// <param name="baseFolder">The folder that relative paths start from: the notebook's.</param>
/// <param name="loader">Told of each assembly, to find it again when the cell runs.</param>
internal sealed class ReferenceResolver(string baseFolder, NotebookLoadContext loader) : MetadataReferenceResolver
{
    private readonly ConcurrentDictionary<string, PortableExecutableReference> _references = [];

    /// <summary>The packages among them.</summary>
    public NuGetReferences Packages { get; } = new(loader);

    public override bool ResolveMissingAssemblies => true;

    /// <summary>The file a <c>#r</c> means, whether it exists or not.</summary>
    public string FullPath(string reference) => Path.GetFullPath(reference, baseFolder);

    public override ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        if (Frameworks.Assemblies.TryGetValue(reference, out var shared))
            return [At(shared)];
        // The compiler takes one file for a directive; all that packages bring along it is given as the cell's references.
        if (NuGetReferences.IsPackage(reference))
            return Packages.IsThere(reference) ? [At(typeof(ReferenceResolver).Assembly.Location)] : [];
        var path = FullPath(reference);
        if (!File.Exists(path))
            return [];
        loader.AddReference(path);
        return [At(path)];
    }

    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity) =>
        Frameworks.Assemblies.GetValueOrDefault(referenceIdentity.Name) is { } shared ? At(shared)
        : loader.PathOf(referenceIdentity.Name) is { } path ? At(path)
        : null;

    /// <summary>What the compiler reads of all packages.</summary>
    public IEnumerable<MetadataReference> PackageFiles => Packages.CompileFiles.Select(At);

    private PortableExecutableReference At(string path) => _references.GetOrAdd(path, p => MetadataReference.CreateFromFile(p));

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
