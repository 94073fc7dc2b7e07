using LlmWorkbook.EndToEnd;

namespace LlmWorkbook.Tests.Text;

/// <summary>A test against tokenizers from npm: skipped, loudly, where they cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NpmFactAttribute : FactAttribute
{
    public NpmFactAttribute()
    {
        var problem = Programs.Node is null || Programs.Npm is null ? "no node and npm on this machine (apt-get install nodejs npm)"
            : NpmPackage.Tokenizers.Problem ?? NpmPackage.Gpt2.Problem;
        if (problem is not null)
            Skip = "SKIPPED, NOT PASSED: " + problem;
    }
}
