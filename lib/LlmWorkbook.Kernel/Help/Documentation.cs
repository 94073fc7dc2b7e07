using System.Text;
using System.Xml;
using System.Xml.Linq;
using LlmWorkbook.Kernel.Evaluation;
using Microsoft.CodeAnalysis;

namespace LlmWorkbook.Kernel.Help;

/// <summary>Finds the documentation of symbols: in the cells, in the XML files beside referenced libraries, and in those of the SDK's reference pack.</summary>
/// <remarks>Lives for one question, and reads each file once in it. Files are searched, not parsed: the reference pack's have 31 MB.</remarks>
internal sealed class Documentation(Compilation compilation)
{
    private const int MaxInherited = 8;

    private static readonly Lazy<string[]> s_frameworkFiles = new(FrameworkFiles);

    private readonly Dictionary<string, byte[]> _read = [];

    /// <summary>The symbol's documentation, what it inherits included, or null.</summary>
    public XElement? Of(ISymbol symbol)
    {
        XElement? found = null;
        for (var i = 0; i < MaxInherited; i++)
        {
            found = Own(symbol);
            if (found is null || found.Element("inheritdoc") is not { } inherit)
                return found;
            var named = (string?)inherit.Attribute("cref") is { } id ? DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation) : null;
            if ((named ?? Inherited(symbol)) is not { } next)
                return found;
            symbol = next;
        }
        return found;
    }

    private XElement? Own(ISymbol symbol)
    {
        symbol = ((symbol as IMethodSymbol)?.ReducedFrom ?? symbol).OriginalDefinition;
        if (symbol.Locations.Any(l => l.IsInSource))
            return Parse(symbol.GetDocumentationCommentXml());
        if (symbol.GetDocumentationCommentId() is not { } id || symbol.ContainingAssembly is not { } assembly || PathOf(assembly) is not { } path)
            return null;
        var start = Encoding.UTF8.GetBytes($"<member name=\"{id}\">");
        return Files(path).Select(file => Find(file, start)).FirstOrDefault(found => found is not null);
    }

    private string? PathOf(IAssemblySymbol assembly)
    {
        for (var c = compilation; c is not null; c = c.ScriptCompilationInfo?.PreviousScriptCompilation)
            if (c.GetMetadataReference(assembly) is PortableExecutableReference { FilePath: { } path })
                return path;
        return null;
    }

    /// <summary>The framework's assemblies are other ones than those it is documented by; most types are in the one tried first.</summary>
    private static IEnumerable<string> Files(string assembly)
    {
        var name = Path.GetFileNameWithoutExtension(assembly);
        if (!Frameworks.Assemblies.ContainsKey(name))
            return [Path.ChangeExtension(assembly, ".xml")];
        return s_frameworkFiles.Value.OrderByDescending(f => Path.GetFileNameWithoutExtension(f) == name);
    }

    private XElement? Find(string file, byte[] start)
    {
        if (!_read.TryGetValue(file, out var text))
            _read[file] = text = File.Exists(file) ? File.ReadAllBytes(file) : [];
        var from = text.AsSpan().IndexOf(start);
        if (from < 0)
            return null;
        var end = "</member>"u8;
        var length = text.AsSpan(from).IndexOf(end);
        return length < 0 ? null : Parse(Encoding.UTF8.GetString(text, from, length + end.Length));
    }

    private static XElement? Parse(string? xml)
    {
        try
        {
            return string.IsNullOrWhiteSpace(xml) ? null : XElement.Parse(xml, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static ISymbol? Inherited(ISymbol symbol) => symbol switch
    {
        INamedTypeSymbol type => type.BaseType is { SpecialType: SpecialType.None } parent ? parent : type.Interfaces.FirstOrDefault(),
        IMethodSymbol { OverriddenMethod: { } method } => method,
        IPropertySymbol { OverriddenProperty: { } property } => property,
        IEventSymbol { OverriddenEvent: { } e } => e,
        { ContainingType: { } type } => type.AllInterfaces.SelectMany(i => i.GetMembers(symbol.Name[(symbol.Name.LastIndexOf('.') + 1)..]))
            .FirstOrDefault(m => SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(m), symbol)),
        _ => null,
    };

    /// <summary>The reference pack of the version that runs, beside it when an SDK is installed; the core's file first.</summary>
    private static string[] FrameworkFiles()
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var packs = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        if (!Directory.Exists(packs))
            return [];
        var pack = Directory.GetDirectories(packs, $"{Environment.Version.Major}.*").MaxBy(p => Version.TryParse(Path.GetFileName(p), out var v) ? v : new Version());
        return pack is null
            ? []
            : [.. Directory.GetFiles(pack, "*.xml", SearchOption.AllDirectories).OrderByDescending(f => Path.GetFileName(f) == "System.Runtime.xml").ThenBy(f => f, StringComparer.Ordinal)];
    }
}
