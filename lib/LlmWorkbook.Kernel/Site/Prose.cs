using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;

namespace LlmWorkbook.Kernel.Site;

/// <summary>A lesson's own Markdown as HTML. Lessons are ours and may hold HTML; formulas between dollar signs become MathML.</summary>
internal static class Prose
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().UseAdvancedExtensions().Use(new MathAsMarkup()).Build();

    public static string ToHtml(string markdown) => Markdown.ToHtml(markdown, s_pipeline);

    private sealed class MathAsMarkup : IMarkdownExtension
    {
        public void Setup(MarkdownPipelineBuilder pipeline) { }

        public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer)
        {
            renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathInlineRenderer>(new Inline());
            renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathBlockRenderer>(new Block());
        }
    }

    private sealed class Inline : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline obj) =>
            renderer.Write(MathMarkup.ToHtml(obj.Content.ToString(), display: obj.DelimiterCount == 2));
    }

    private sealed class Block : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock obj) =>
            renderer.Write(MathMarkup.ToHtml(obj.Lines.ToString().Trim(), display: true)).WriteLine();
    }
}
