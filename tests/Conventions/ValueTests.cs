extern alias kernel;
using Ours = kernel::Microsoft.DotNet.Interactive.Formatting.Formatter;
using Real = Microsoft.DotNet.Interactive.Formatting.Formatter;

namespace LlmWorkbook.Tests.Conventions;

/// <summary>Common values read the same in this kernel and in .NET Interactive's own formatting package.</summary>
public sealed class ValueTests
{
    public static TheoryData<object?> Values =>
    [
        null, 3, 1.5, double.NaN, 1.50m, true, 'x', "a<b>", "two\nlines", Guid.Empty, DayOfWeek.Friday, TimeSpan.FromSeconds(1.5), new DateTime(2020, 1, 2, 3, 4, 5), new int[] { 1, 2, 3 }, new[] { "a", "<b>" },
        new[] { 1f, 2.5f }, Enumerable.Range(0, 30).ToList(), Endless(), Array.Empty<int>(),
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public void The_plain_text_is_the_same(object? value) => Assert.Equal(Real.ToDisplayString(value, "text/plain"), Ours.ToDisplayString(value, "text/plain"));

    [Theory]
    [MemberData(nameof(Values))]
    public void The_first_mime_type_is_the_same(object? value)
    {
        var type = value?.GetType() ?? typeof(string);
        Assert.Equal(Real.GetPreferredMimeTypesFor(type).First(), Ours.GetPreferredMimeTypesFor(type).First());
    }

    [Fact]
    public void Limits_and_defaults_are_the_same()
    {
        Assert.Equal((Real.DefaultMimeType, Real.ListExpansionLimit, Real.RecursionLimit, Real.NullString), (Ours.DefaultMimeType, Ours.ListExpansionLimit, Ours.RecursionLimit, Ours.NullString));
    }

    /// <summary>Every public name of this kernel's formatting is one of the package's, with its parameters.</summary>
    [Fact]
    public void Nothing_public_is_of_our_own_making()
    {
        var ours = typeof(Ours).GetMethods().Where(m => m.DeclaringType == typeof(Ours)).Select(Signature).ToList();
        var real = typeof(Real).GetMethods().Select(Signature).ToHashSet();
        Assert.Equal([], ours.Except(real));
    }

    private static string Signature(System.Reflection.MethodInfo method) =>
        $"{method.Name}({string.Join(", ", method.GetParameters().Select(p => $"{p.ParameterType} {p.Name}{(p.HasDefaultValue ? " = " + p.DefaultValue : "")}"))})";

    private static IEnumerable<int> Endless()
    {
        for (var i = 0; ; i++)
            yield return i;
    }
}
