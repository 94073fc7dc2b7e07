using System.Numerics;
using System.Runtime.CompilerServices;

namespace LlmWorkbook;

/// <summary>Range checks for hyper-parameters, used in <c>init</c>: the property's name comes by itself.</summary>
internal static class Check
{
    /// <summary><paramref name="value"/>, if it is at least <paramref name="least"/>.</summary>
    /// <exception cref="WorkbookException">It is less, or not a number.</exception>
    public static T AtLeast<T>(T value, T least, [CallerMemberName] string name = "") where T : INumber<T> =>
        value >= least ? value : throw new WorkbookException(FormattableString.Invariant($"{name} is {value}; it must be at least {least}."));

    /// <summary><paramref name="value"/>, if it lies between the bounds, both included.</summary>
    /// <exception cref="WorkbookException">It does not.</exception>
    public static T Within<T>(T value, T low, T high, [CallerMemberName] string name = "") where T : INumber<T> =>
        value >= low && value <= high ? value : throw new WorkbookException(FormattableString.Invariant($"{name} is {value}; it must lie between {low} and {high}."));
}
