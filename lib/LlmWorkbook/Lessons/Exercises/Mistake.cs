namespace LlmWorkbook.Lessons;

/// <summary>A mistake that is often made: an answer that makes it, and what to tell who gave it.</summary>
/// <typeparam name="TDelegate">The exercise's function.</typeparam>
/// <param name="Message">Names the mistake and what to do, one sentence that goes on after "Not yet: ".</param>
/// <param name="Answer">Makes the mistake; who gives the same answers has probably made it too.</param>
public sealed record Mistake<TDelegate>(string Message, TDelegate Answer) where TDelegate : Delegate;
