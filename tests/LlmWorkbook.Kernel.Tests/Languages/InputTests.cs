namespace LlmWorkbook.Kernel.Tests.Languages;

[Collection(SessionFixture.Collection)]
public sealed class InputTests : IDisposable
{
    private readonly SessionFixture _session = new();

    public InputTests() => SessionFixture.Answer((prompt, password) => $"{prompt}{(password ? " secret" : " answer")}");

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("input(\"name?\")", "name? answer")]
    [InlineData("await GetInputAsync(\"name?\")", "name? answer")]
    [InlineData("await Task.Yield(); input(\"name?\")", "name? answer")]
    [InlineData("password(\"pin\").GetClearTextPassword()", "pin secret")]
    [InlineData("(await GetPasswordAsync(\"pin\")).GetClearTextPassword()", "pin secret")]
    [InlineData("$\"{password(\"pin\")}\"", "************")]
    [InlineData("#!set --name x --value @input:where\nx", "where answer")]
    [InlineData("#!set --name x --value @password:pin\nx.GetClearTextPassword()", "pin secret")]
    public async Task A_question_is_answered(string code, string answer) => Assert.Equal(answer, await _session.Value(code));
}
