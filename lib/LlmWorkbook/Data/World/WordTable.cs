namespace LlmWorkbook.Data;

/// <summary>A list that the world picks from: each item has a weight and, in each language, one or more forms.</summary>
/// <param name="Key">Name of the list.</param>
/// <param name="Forms">Names of the forms after the first, which has none, for example <c>he</c> and <c>his</c>.</param>
/// <param name="Items">What can be picked.</param>
internal sealed record WordTable(string Key, IReadOnlyList<string> Forms, IReadOnlyList<WordItem> Items)
{
    /// <summary>Probabilities of the items when nothing is held out.</summary>
    public double[] Probabilities { get; } = Weights.Normalised(Items.Select(i => i.Weight));

    /// <summary>Number of the form called <paramref name="name"/>: 0 for the plain word, -1 if there is none.</summary>
    public int FormIndex(string? name) => name is null ? 0 : Forms.ToList().FindIndex(f => f.Equals(name, StringComparison.OrdinalIgnoreCase)) + 1 is var i and > 0 ? i : -1;
}

/// <summary>One item of a <see cref="WordTable"/>.</summary>
/// <param name="Weight">Its share, relative to the others'.</param>
/// <param name="English">Its English forms, each as words.</param>
/// <param name="Chinese">Its Chinese forms, each as words.</param>
internal sealed record WordItem(double Weight, IReadOnlyList<IReadOnlyList<string>> English, IReadOnlyList<IReadOnlyList<string>> Chinese)
{
    /// <summary>The words of a form; a form that a language does not tell apart is the plain word.</summary>
    public IReadOnlyList<string> Form(Language language, int form)
    {
        var forms = language == Language.English ? English : Chinese;
        return forms[form < forms.Count ? form : 0];
    }
}

/// <summary>Combinations kept out of training: of a table's items, those whose place adds up with its parents' to a multiple of <paramref name="Every"/>.</summary>
/// <param name="Key">The table that is restricted.</param>
/// <param name="Parents">Tables that are picked before.</param>
/// <param name="Every">One item in so many is held out, whatever the parents are.</param>
/// <param name="Shift">Added to the sum, so that two grammars can hold out different items of a list.</param>
internal sealed record HeldOutRule(string Key, IReadOnlyList<string> Parents, int Every, int Shift)
{
    /// <summary>Whether the item is held out beside these parents.</summary>
    public bool Holds(int item, int parents) => (item + parents + Shift) % Every == 0;
}

/// <summary>Sums that every place computes alike.</summary>
internal static class Weights
{
    /// <summary>Weights as probabilities.</summary>
    public static double[] Normalised(IEnumerable<double> weights)
    {
        double[] all = [.. weights];
        double sum = all.Sum();
        return [.. all.Select(w => w / sum)];
    }

    /// <summary>Entropy in bits.</summary>
    public static double Entropy(IEnumerable<double> probabilities) => -probabilities.Where(p => p > 0).Sum(p => p * Math.Log2(p));
}
