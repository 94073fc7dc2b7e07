namespace LlmWorkbook.Kernel.Tests.Help;

public sealed class IsCompleteTests : IAsyncLifetime
{
    private AssistedSession _session = null!;

    public async Task InitializeAsync() => _session = await AssistedSession.Start("var x = 1;");

    public Task DisposeAsync()
    {
        _session.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("1 + 1")]
    [InlineData("1 + nosuch")]
    [InlineData("var y = 3;")]
    [InlineData("for (var i = 0; i < 3; i++) { }")]
    [InlineData("void F()\n{\n}\n")]
    [InlineData("record P(int X);")]
    [InlineData("await Task.Delay(1);")]
    [InlineData("var s = $\"{x:F2} {{\";")]
    [InlineData("var s = \"\"\"\n  {\n  \"\"\";")]
    [InlineData("// only this {")]
    [InlineData("#r \"System.Xml\"")]
    [InlineData("using System.IO;")]
    [InlineData("#!html\n<b>{")]
    [InlineData("#!javascript\nif (x) {")]
    [InlineData("#!time\nx")]
    [InlineData("#!csharp\nx + 1\n#!markdown\n*(")]
    public void Whole(string code) => Assert.Equal(("complete", ""), _session.IsComplete(code));

    [Theory]
    [InlineData("if (x > 0) {", 4)]
    [InlineData("void F()\n{\n    if (true)\n    {", 8)]
    [InlineData("void F()\n{\n    if (true) { }", 4)]
    [InlineData("class C { int F() { return 1;", 8)]
    [InlineData("var c = new Config {", 4)]
    [InlineData("if (x > 0)", 0)]
    [InlineData("var y =", 0)]
    [InlineData("x +", 0)]
    [InlineData("Math.Max(1,", 0)]
    [InlineData("foreach (var i in new[] { 1 }) { Math.Max(i,", 4)]
    [InlineData("int y = 1", 0)]
    [InlineData("try { }", 0)]
    [InlineData("x.", 0)]
    [InlineData("/* a", 0)]
    [InlineData("if (true) { /* a", 4)]
    [InlineData("var s = @\"a", 0)]
    [InlineData("var s = \"\"\"\n  a", 0)]
    [InlineData("{ var s = \"\"\"", 0)]
    [InlineData("var s = $@\"a {x}", 0)]
    [InlineData("var s = $\"\"\"\n  a {x}", 0)]
    [InlineData("#if DEBUG\nx", 0)]
    [InlineData("#!csharp\nif (x > 0) {", 4)]
    public void Begun(string code, int indent) => Assert.Equal(("incomplete", new string(' ', indent)), _session.IsComplete(code));

    [Theory]
    [InlineData("int x = ;;)")]
    [InlineData("x)")]
    [InlineData("}")]
    [InlineData("class 1 { }")]
    [InlineData("if (x > ) { }")]
    [InlineData("if (x > ) {")]
    [InlineData("else { }")]
    [InlineData("var s = \"a")]
    [InlineData("void F() { var s = \"a\n }")]
    [InlineData("#!time\n)")]
    public void Wrong(string code) => Assert.Equal(("invalid", ""), _session.IsComplete(code));
}
