namespace Plotly.NET.CSharp;

/// <summary>An argument that may be left out, of any type: <c>default</c> is left out, a plain value converts by itself.</summary>
/// <param name="Value">The argument, if it is given.</param>
/// <param name="IsSome">Whether it is given.</param>
public readonly record struct Optional<T>(T Value, bool IsSome)
{
    public static implicit operator Optional<T>(T Value) => new(Value, true);
}
