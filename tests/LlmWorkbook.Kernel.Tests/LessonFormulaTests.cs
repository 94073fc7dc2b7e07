using LlmWorkbook.Kernel.Notebooks;
using LlmWorkbook.Kernel.Site;
using LlmWorkbook.Tests;

namespace LlmWorkbook.Kernel.Tests;

/// <summary>What the lessons write between dollar signs is drawn on their pages, and not shown as its source.</summary>
public sealed class LessonFormulaTests
{
    [Fact]
    public void Every_formula_of_the_lessons_is_drawn()
    {
        var pages = Directory.EnumerateFiles(Path.Combine(Repository.Root, "notebooks"), "*.ipynb").SelectMany(p => Notebook.Read(p).Cells.Where(c => !c.IsCode)
            .Select(c => (Lesson: Path.GetFileName(p), Html: Prose.ToHtml(c.Source)))).ToList();
        Assert.Contains(pages, p => p.Html.Contains("<math", StringComparison.Ordinal));
        Assert.DoesNotContain(pages, p => p.Html.Contains("<code class=\"math\">", StringComparison.Ordinal));
    }
}
