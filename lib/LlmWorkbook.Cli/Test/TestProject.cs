using System.Xml.Linq;

namespace LlmWorkbook.Cli.Test;

/// <summary>A test project of the solution.</summary>
/// <param name="Name">The project's name.</param>
/// <param name="Stage">When it runs, from its <c>TestStage</c> property: <c>fast</c> (the default), <c>notebooks</c>, <c>endtoend</c>.</param>
internal sealed record TestProject(string Name, string Stage)
{
    private static readonly string[] Stages = ["fast", "notebooks", "endtoend"];

    /// <summary>The projects in the solution's folder <c>/tests/</c>, the fast ones first.</summary>
    public static IReadOnlyList<TestProject> All(Workspace workspace) =>
        [.. XDocument.Load(workspace.Solution).Descendants("Folder")
            .Where(f => ((string?)f.Attribute("Name"))?.StartsWith("/tests/", StringComparison.Ordinal) == true)
            .Elements("Project")
            .Select(p => Path.Combine(workspace.Root, (string)p.Attribute("Path")!))
            .Select(file => new TestProject(Path.GetFileNameWithoutExtension(file),
                XDocument.Load(file).Descendants("TestStage").FirstOrDefault()?.Value.Trim() ?? Stages[0]))
            .OrderBy(p => Array.IndexOf(Stages, p.Stage))];

    /// <summary>Whether its output holds xunit; other projects beside the tests are programs that tests start.</summary>
    public bool HoldsTests(Workspace workspace) =>
        File.Exists(Path.Combine(Path.GetDirectoryName(Assembly(workspace))!, "xunit.core.dll"));

    public string Assembly(Workspace workspace) =>
        Path.Combine(workspace.Artifacts, "bin", Name, DotNet.Configuration.ToLowerInvariant(), Name + ".dll");
}
