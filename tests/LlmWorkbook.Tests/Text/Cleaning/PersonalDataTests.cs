using LlmWorkbook.Text;

namespace LlmWorkbook.Tests.Text.Cleaning;

public sealed class PersonalDataTests
{
    [Theory]
    [InlineData("Contact Iris Winter at iris.winter@example.com any time.", "Contact [NAME] at [EMAIL] any time.")]
    [InlineData("Call 555-0142 or +1 555-0142, ask for Hugo Vale.", "Call [PHONE] or [PHONE], ask for [NAME].")]
    [InlineData("Call (212) 555-0142 today.", "Call [PHONE] today.")]
    [InlineData("请拨打+86 100-0000-0142，联系人王雨晴。", "请拨打[PHONE]，联系人[NAME]。")]
    [InlineData("邮箱是reader7@mail.example.net。", "邮箱是[EMAIL]。")]
    [InlineData("The ISBN 978-0-00-000000-2 costs 12.50, not 1000 or 20-3.", "The ISBN 978-0-00-000000-2 costs 12.50, not 1000 or 20-3.")]
    [InlineData("Iris Winter wrote a book.", "Iris Winter wrote a book.")]
    [InlineData("", "")]
    public void Addresses_numbers_and_announced_names_are_redacted(string text, string expected) =>
        Assert.Equal(expected, PersonalData.Redact(text, PersonalData.Find(text)));

    [Fact]
    public void Places_are_those_in_the_text()
    {
        const string Text = "Write to Ada Pell, ada.pell@example.com, or call 555-0100.";
        var found = PersonalData.Find(Text);
        Assert.Equal(["NAME", "EMAIL", "PHONE"], found.Select(f => f.Kind));
        Assert.All(found, f => Assert.Equal(f.Text, Text.Substring(f.Start, f.Text.Length)));
    }
}
