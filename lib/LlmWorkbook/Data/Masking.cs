using LlmWorkbook.Text;

namespace LlmWorkbook.Data;

/// <summary>
/// BERT's masking (Devlin et al. 2019, section 3.1): of the tokens that stand for text about 15 % are asked for; of these
/// 80 % become [MASK], 10 % another token drawn from the vocabulary, and 10 % stay. Special tokens are never touched.
/// </summary>
public static class Masking
{
    /// <summary>Hides some tokens of one row, at least one.</summary>
    /// <param name="tokens">Token ids, special ones among them.</param>
    /// <param name="special">Ids of the special tokens.</param>
    /// <param name="vocabularySize">Number of token ids, V: what the 10 % are drawn from, special tokens left out.</param>
    /// <param name="random">Decides which, and what stands there instead.</param>
    /// <param name="rate">Chance of each token to be asked for; if none is, one is chosen.</param>
    /// <returns>What the model reads, and the hidden tokens where it is asked; <see cref="Batch.Ignored"/> elsewhere.</returns>
    public static (int[] Inputs, int[] Targets) Apply(int[] tokens, SpecialTokens special, int vocabularySize, SplitMix64 random, double rate = 0.15)
    {
        int[] text = [.. Enumerable.Range(0, tokens.Length).Where(i => !special.Contains(tokens[i]))];
        int[] asked = [.. text.Where(_ => random.NextDouble() < rate)];
        if (asked.Length == 0 && text.Length > 0)
            asked = [text[random.Next(text.Length)]];
        var (inputs, targets) = Hide(tokens, asked, special);
        foreach (int i in asked)
        {
            double way = random.NextDouble();
            if (way >= 0.9)
                inputs[i] = tokens[i];                                   // 10 %: stays
            else if (way >= 0.8)
                inputs[i] = AnyWord(special, vocabularySize, random);    // 10 %: any token
        }                                                                // 80 %: [MASK]
        return (inputs, targets);
    }

    /// <summary>Replaces the tokens at the given places by [MASK] and asks for them.</summary>
    public static (int[] Inputs, int[] Targets) Hide(int[] tokens, IReadOnlyList<int> places, SpecialTokens special)
    {
        int[] inputs = [.. tokens], targets = new int[tokens.Length];
        Array.Fill(targets, (int)Batch.Ignored);
        foreach (int i in places)
            (inputs[i], targets[i]) = (special.Mask, tokens[i]);
        return (inputs, targets);
    }

    private static int AnyWord(SpecialTokens special, int vocabularySize, SplitMix64 random)
    {
        int token;
        do
            token = random.Next(vocabularySize);
        while (special.Contains(token));
        return token;
    }
}
