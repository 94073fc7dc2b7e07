namespace LlmWorkbook.Kernel.Evaluation;

/// <summary>What evaluating a cell gave.</summary>
/// <param name="HasValue">Whether the cell ends in an expression with a value.</param>
/// <param name="Value">That value.</param>
/// <param name="Error">What stopped the cell, or null.</param>
internal sealed record CellOutcome(bool HasValue, object? Value, CellError? Error);

/// <summary>What stopped a cell.</summary>
/// <param name="Name">The exception's type name, or <c>CompilationError</c>.</param>
/// <param name="Message">Its message.</param>
/// <param name="Line">The line of the cell, from 1, or null when it is not known.</param>
/// <param name="Traceback">Where it happened, innermost first.</param>
internal sealed record CellError(string Name, string Message, int? Line, IReadOnlyList<string> Traceback);
