using System.Xml.Linq;

namespace LlmWorkbook.Cli.Setup;

/// <summary>Where the workbook's own packages come from, as kept in <c>lib/Packages.user.props</c>.</summary>
/// <param name="Source"><c>nuget</c> (the real packages) or <c>standin</c> (those of <c>lib/standins</c>).</param>
/// <param name="TorchPackage">The package that brings libtorch with <c>nuget</c>.</param>
/// <param name="Feed">An additional folder of package files, or null.</param>
internal sealed record PackageChoice(string Source, string TorchPackage, string? Feed)
{
    public const string Real = "nuget";
    public const string StandIn = "standin";
    public const string TorchCpu = "TorchSharp-cpu";
    public const string TorchCuda = "TorchSharp-cuda-linux";

    public bool IsStandIn => Source == StandIn;

    /// <summary>The choice kept in a file; null when the file is missing or says nothing valid.</summary>
    public static PackageChoice? Read(string file)
    {
        try
        {
            if (!File.Exists(file) || XDocument.Load(file).Root?.Element("PropertyGroup") is not { } properties)
                return null;
            var choice = new PackageChoice(
                properties.Element("WorkbookPackages")?.Value ?? "",
                properties.Element("WorkbookTorchPackage")?.Value ?? "",
                properties.Element("RestoreAdditionalProjectSources")?.Value);
            return choice is { Source: Real or StandIn, TorchPackage: TorchCpu or TorchCuda } ? choice : null;
        }
        catch (System.Xml.XmlException)
        {
            return null;
        }
    }

    public void Write(string file)
    {
        var properties = new XElement("PropertyGroup",
            new XElement("WorkbookPackages", Source),
            new XElement("WorkbookTorchPackage", TorchPackage));
        if (Feed is not null)
            properties.Add(new XElement("RestoreAdditionalProjectSources", Feed));
        var project = new XElement("Project",
            new XComment(" Written by ./workbook setup; git ignores it. "),
            properties);
        File.WriteAllText(file + ".new", project + Environment.NewLine);
        File.Move(file + ".new", file, overwrite: true);
    }
}
