using System.Xml.Linq;
using LlmWorkbook.Kernel.Site;

namespace LlmWorkbook.Kernel.Tests;

public sealed class MathMarkupTests
{
    [Theory]
    [InlineData("x_i^2", "<msubsup><mi>x</mi><mi>i</mi><mrow><mn>2</mn></mrow></msubsup>")]
    [InlineData("\\frac{12}{3}", "<mfrac><mrow><mn>12</mn></mrow><mrow><mn>3</mn></mrow></mfrac>")]
    [InlineData("\\log_2 p", "<msub><mi>log</mi><mn>2</mn></msub><mspace")]
    [InlineData("a < b", "<mo stretchy=\"false\">&lt;</mo>")]
    [InlineData("\\mathbb{E}", "<mi>𝔼</mi>")]
    [InlineData("-1.5", "<mo stretchy=\"false\">−</mo><mn>1.5</mn>")]
    public void The_parts_become_elements(string tex, string part) => Assert.Contains(part, MathMarkup.ToHtml(tex, display: false));

    [Theory]
    [InlineData("L = -\\frac{1}{T} \\sum_{t=1}^{T} \\log p(x_t \\mid x_{<t}), \\qquad \\hat{y}' = \\sqrt{\\sigma^2 + \\epsilon}")]
    [InlineData("\\max_\\theta \\; \\mathbb{E}\\left[ \\min\\left( r_t A_t, \\operatorname{clip}(r_t, 1-\\varepsilon, 1+\\varepsilon) A_t \\right) \\right]")]
    [InlineData("\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}")]
    [InlineData("f(x) = \\begin{cases} 1 & x > 0 \\\\ 0 & \\text{else & more} \\end{cases}")]
    [InlineData("\\left\\{ \\left\\| w \\right\\| \\right.")]
    public void A_formula_is_well_formed_with_the_right_number_of_children(string tex)
    {
        var html = MathMarkup.ToHtml(tex, display: true);
        Assert.StartsWith("<math", html);
        foreach (var element in XElement.Parse(html).Descendants())
            if (element.Name.LocalName is "msub" or "msup" or "munder" or "mover" or "mfrac")
                Assert.Equal(2, element.Elements().Count());
            else if (element.Name.LocalName is "msubsup" or "munderover")
                Assert.Equal(3, element.Elements().Count());
    }

    [Theory]
    [InlineData("\\unknown{x}")]
    [InlineData("\\frac{a}")]
    [InlineData("{a")]
    [InlineData("a}")]
    [InlineData("\\left( a")]
    [InlineData("x^")]
    [InlineData("<script>\\nosuch")]
    public void What_is_not_understood_is_shown_as_it_stands(string tex) =>
        Assert.Equal($"<code class=\"math\">{System.Net.WebUtility.HtmlEncode(tex)}</code>", MathMarkup.ToHtml(tex, display: false));
}
