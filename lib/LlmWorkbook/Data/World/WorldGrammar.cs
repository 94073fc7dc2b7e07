namespace LlmWorkbook.Data;

/// <summary>
/// A small language whose every probability is known: a document is a fixed row of sentences, each in one of several wordings, with slots
/// for words that are picked once and may return later. If different decisions always give different texts, -log p(text) is the sum
/// over its decisions, and the language's entropy, the floor of every model's loss, is known in closed form.
/// </summary>
public sealed class WorldGrammar
{
    private readonly Dictionary<string, int> indices;
    private readonly int[][] parents;
    private readonly HeldOutRule?[] rules;

    private WorldGrammar(string name, IReadOnlyDictionary<string, WordTable> tables, IReadOnlyList<StoryLine> lines, IReadOnlyList<HeldOutRule> heldOut)
    {
        (Name, Tables, Lines) = (name, tables, lines);
        var order = new List<(string Key, bool IsLine, int Index)>();
        indices = tables.Keys.Select((key, i) => (key, i)).ToDictionary(p => p.key, p => p.i);
        foreach (var (i, line) in lines.Index())
        {
            order.Add((line.Key, true, i));
            order.AddRange(line.Introduces.Select(key => (key, false, indices[key])));
        }
        Order = order;
        TableKeys = [.. tables.Keys];
        rules = [.. TableKeys.Select(key => heldOut.FirstOrDefault(r => r.Key == key))];
        parents = [.. rules.Select(r => r is null ? [] : r.Parents.Select(p => indices[p]).ToArray())];
        foreach (var rule in heldOut)
            foreach (string parent in rule.Parents.Where(p => order.FindIndex(o => o.Key == p) > order.FindIndex(o => o.Key == rule.Key)))
                throw new WorkbookException($"In the grammar {name} '{rule.Key}' is held out given '{parent}', which is picked later; list '{parent}' first.");
    }

    /// <summary>What the corpus is called.</summary>
    public string Name { get; }

    internal IReadOnlyDictionary<string, WordTable> Tables { get; }

    internal IReadOnlyList<StoryLine> Lines { get; }

    internal IReadOnlyList<string> TableKeys { get; }

    /// <summary>The generator's order of decisions: a sentence's wording, then the lists that it is the first to name.</summary>
    internal IReadOnlyList<(string Key, bool IsLine, int Index)> Order { get; }

    /// <summary>Entropy of <see cref="Split.Train"/> in bits per document, in closed form: the sum of every decision's entropy.</summary>
    public double EntropyBits => Lines.Sum(l => Weights.Entropy(l.Probabilities)) + Enumerable.Range(0, TableKeys.Count).Sum(TableEntropy);

    /// <summary>Entropy in bits of what comes from a sentence on, given all that stands before it.</summary>
    internal double EntropyBitsFrom(string line) =>
        OrderFrom(line).Sum(step => step.IsLine ? Weights.Entropy(Lines[step.Index].Probabilities) : TableEntropy(step.Index));

    /// <summary>Whether a combination is held out.</summary>
    internal bool HoldsOut => rules.Any(r => r is not null);

    /// <summary>Entropy in nats per document.</summary>
    public double EntropyNats => EntropyBits * Math.Log(2);

    /// <summary>Reads a grammar; <c>data/README.md</c> describes the format.</summary>
    /// <param name="source">The tables.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <exception cref="WorkbookException">A line cannot be read, or the sentences contradict each other.</exception>
    public static WorldGrammar Parse(string source, string name)
    {
        var (tables, lines, rules) = GrammarReader.Read(source, name);
        return new(name, tables, lines, rules);
    }

    /// <summary>Document number <paramref name="index"/>: the same numbers always give the same one, and its parallel text in the other language.</summary>
    public Document Generate(Language language, Split split, long seed, long index)
    {
        var picker = new Picker(SplitMix64.At(seed, index * 4 + (int)split));
        var (picked, wordings) = (NothingPicked(), new int[Lines.Count]);
        foreach (var (key, isLine, i) in Order)
        {
            if (isLine)
                wordings[i] = picker.Pick(key, Lines[i].Probabilities);
            else
                picked[i] = picker.Pick(key, Probabilities(i, picked, split));
        }
        return new([.. Words(language, wordings, picked)], picker.Bits, picker.Trace);
    }

    /// <summary>The first <paramref name="count"/> documents of a split.</summary>
    public IEnumerable<Document> Documents(Language language, Split split, long seed, int count) =>
        Enumerable.Range(0, count).Select(i => Generate(language, split, seed, i));

    /// <summary>The text that a trace has in a language.</summary>
    /// <param name="trace">All decisions of a document.</param>
    /// <param name="language">The language to tell it in.</param>
    public string Realise(IReadOnlyList<Choice> trace, Language language) => string.Concat(Sentences(trace, language));

    /// <summary>The text of a trace sentence by sentence.</summary>
    internal IReadOnlyList<string> Sentences(IReadOnlyList<Choice> trace, Language language)
    {
        var (picked, wordings) = Decisions(trace);
        return [.. Lines.Select((line, i) => string.Concat(Words(language, line.Wordings[wordings[i]], picked)))];
    }

    /// <summary>The words of a trace's text, each with the list that it was picked from, null for a fixed one, and its place in the item.</summary>
    internal IEnumerable<(string Word, string? List, int Place)> Tagged(IReadOnlyList<Choice> trace, Language language)
    {
        var (picked, wordings) = Decisions(trace);
        return Lines.SelectMany((line, i) => line.Wordings[wordings[i]].In(language))
            .SelectMany(p => p.Choices[p.Key is null ? 0 : picked[indices[p.Key]]].Select((word, place) => (word, p.Key, place)));
    }

    /// <summary>Information content in bits of what comes from a sentence on, given all that stands before it.</summary>
    internal double BitsFrom(string line, IReadOnlyList<Choice> trace, Split split)
    {
        var (picked, wordings) = Decisions(trace);
        return OrderFrom(line).Sum(step => -Math.Log2(step.IsLine
            ? Lines[step.Index].Probabilities[wordings[step.Index]]
            : Probabilities(step.Index, picked, split)[picked[step.Index]]));
    }

    /// <summary>Every document of a small grammar, with its information content.</summary>
    public IEnumerable<Document> All(Language language, Split split = Split.Train) => Enumerate(0, 0, NothingPicked(), new int[Lines.Count], language, split);

    /// <summary>All decisions that lead to exactly this text, with their information content; none if the world cannot write it.</summary>
    public IReadOnlyList<Document> Derive(string text, Language language, Split split = Split.Train)
    {
        var found = new List<Document>();
        Derivations? all = null;
        all = new Derivations(this, language, split, text) { Complete = p => found.Add(new([text], -Math.Log2(p), [.. all!.Trace])) };
        all.Walk();
        return found;
    }

    /// <summary>log2 of the probability that a document is <paramref name="text"/> or, if not <paramref name="whole"/>, begins with these words; minus infinity if none can.</summary>
    public double Log2Probability(string text, Language language, bool whole = true, Split split = Split.Train)
    {
        double sum = 0;
        new Derivations(this, language, split, text) { Complete = p => sum += p, Beyond = (p, _) => sum += whole ? 0 : p }.Walk();
        return Math.Log2(sum);
    }

    /// <summary>The exact distribution of the next word after a beginning; the empty word stands for the end of the document.</summary>
    /// <param name="prefix">The beginning of a document, up to the end of a word.</param>
    /// <param name="language">Its language.</param>
    /// <param name="split">Whose distribution.</param>
    /// <returns>Words with their leading space and their probabilities, the likeliest first; empty if no document begins so.</returns>
    public IReadOnlyList<(string Word, double Probability)> NextWord(string prefix, Language language, Split split = Split.Train)
    {
        var weights = new Dictionary<string, double>();
        new Derivations(this, language, split, prefix) { Complete = p => Add(weights, "", p), Beyond = (p, word) => Add(weights, word, p) }.Walk();
        return [.. Ranked(weights)];
    }

    /// <summary>The exact posterior of the words behind each <c>[MASK]</c> of a whole document, jointly.</summary>
    /// <param name="text">A document in which words were replaced by [MASK]; a space before it belongs to it.</param>
    /// <param name="language">Its language.</param>
    /// <param name="split">Whose distribution.</param>
    /// <returns>Fillings and their probabilities, the likeliest first; empty if the world writes no such text.</returns>
    public IReadOnlyList<(IReadOnlyList<string> Words, double Probability)> Fill(string text, Language language, Split split = Split.Train)
    {
        string blank = Derivations.Blank.ToString();
        var weights = new Dictionary<string, double>();
        Derivations? all = null;
        all = new Derivations(this, language, split, text.Replace(" [MASK]", blank).Replace("[MASK]", blank)) { Complete = p => Add(weights, string.Join(Derivations.Blank, all!.Blanks), p) };
        all.Walk();
        return [.. Ranked(weights).Select(w => ((IReadOnlyList<string>)w.Word.Split(Derivations.Blank), w.Probability))];
    }

    /// <summary>Every word that the grammar writes, once, without leading space.</summary>
    public IEnumerable<string> Vocabulary(Language language) => Forms(language).Select(w => w.TrimStart(' ')).Distinct();

    /// <summary>Every word as it stands in a text, once: with its leading space, and as it begins a sentence.</summary>
    public IEnumerable<string> Forms(Language language) =>
        Lines.SelectMany(l => l.Wordings).SelectMany(w => w.In(language)).SelectMany(p => p.Choices).SelectMany(words => words).Distinct();

    internal int TableIndex(string key) => indices[key];

    internal IReadOnlyList<int> ParentsOf(int table) => parents[table];

    /// <summary>The items' probabilities beside what has been picked: held-out combinations weigh nothing, or alone have weight.</summary>
    internal IReadOnlyList<double> Probabilities(int table, int[] picked, Split split) => Probabilities(table, parents[table].Sum(p => picked[p]), split);

    private IReadOnlyList<double> Probabilities(int table, int parentSum, Split split)
    {
        var all = Tables[TableKeys[table]].Probabilities;
        return rules[table] is { } rule
            ? Weights.Normalised(all.Select((p, i) => rule.Holds(i, parentSum) == (split == Split.Composition) ? p : 0))
            : all;
    }

    private double TableEntropy(int table)
    {
        double sum = 0;
        Over(0, 0, 1);
        return sum;

        void Over(int parent, int parentSum, double p)
        {
            if (parent == parents[table].Length)
                sum += p * Weights.Entropy(Probabilities(table, parentSum, Split.Train));
            else
                foreach (var (i, q) in Tables[TableKeys[parents[table][parent]]].Probabilities.Index())
                    Over(parent + 1, parentSum + i, p * q);
        }
    }

    private IEnumerable<Document> Enumerate(int step, double bits, int[] picked, int[] wordings, Language language, Split split)
    {
        if (step == Order.Count)
        {
            yield return new([.. Words(language, wordings, picked)], bits, [.. Order.Select(o => new Choice(o.Key, (o.IsLine ? wordings : picked)[o.Index]))]);
            yield break;
        }
        var (_, isLine, index) = Order[step];
        var probabilities = isLine ? Lines[index].Probabilities : Probabilities(index, picked, split);
        for (int i = 0; i < probabilities.Count; i++)
        {
            if (probabilities[i] == 0)
                continue;
            (isLine ? wordings : picked)[index] = i;
            foreach (var document in Enumerate(step + 1, bits - Math.Log2(probabilities[i]), picked, wordings, language, split))
                yield return document;
        }
    }

    private (int[] Picked, int[] Wordings) Decisions(IReadOnlyList<Choice> trace)
    {
        var (picked, wordings) = (NothingPicked(), new int[Lines.Count]);
        foreach (var (choice, step) in trace.Zip(Order))
            (step.IsLine ? wordings : picked)[step.Index] = choice.Index;
        return (picked, wordings);
    }

    private IEnumerable<(string Key, bool IsLine, int Index)> OrderFrom(string line) => Order.SkipWhile(step => !(step.IsLine && step.Key == line));

    private IEnumerable<string> Words(Language language, int[] wordings, int[] picked) =>
        Lines.SelectMany((line, i) => Words(language, line.Wordings[wordings[i]], picked));

    private IEnumerable<string> Words(Language language, Wording wording, int[] picked) =>
        wording.In(language).SelectMany(p => p.Choices[p.Key is null ? 0 : picked[indices[p.Key]]]);

    private int[] NothingPicked() => [.. Enumerable.Repeat(-1, TableKeys.Count)];

    private static void Add(Dictionary<string, double> weights, string word, double p) => weights[word] = weights.GetValueOrDefault(word) + p;

    private static IEnumerable<(string Word, double Probability)> Ranked(Dictionary<string, double> weights)
    {
        double sum = weights.Values.Sum();
        return weights.OrderByDescending(w => w.Value).ThenBy(w => w.Key, StringComparer.Ordinal).Select(w => (w.Key, w.Value / sum));
    }
}
