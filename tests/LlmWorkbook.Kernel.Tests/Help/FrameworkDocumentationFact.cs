namespace LlmWorkbook.Kernel.Tests.Help;

/// <summary>A test that needs the documentation files of the SDK's reference pack; skipped loudly where they are not installed.</summary>
public sealed class FrameworkDocumentationFactAttribute : FactAttribute
{
    public FrameworkDocumentationFactAttribute()
    {
        var packs = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "packs"));
        if (!Directory.Exists(Path.Combine(packs, "Microsoft.NETCore.App.Ref")))
            Skip = $"SKIPPED, NOT PASSED: there is no reference pack in {packs}; install the .NET SDK beside the runtime.";
    }
}
