using LlmWorkbook.Data;
using LlmWorkbook.Models;
using static TorchSharp.torch;

namespace LlmWorkbook.Lessons;

/// <summary>
/// Which heads copy: the colour of a story returns in its last sentence, about sixty words after it was first named, and nothing but the
/// first mention says which one it is.
/// </summary>
public static class Copying
{
    /// <summary>How much each head looks at the first mention of the colour when the last one is to be guessed.</summary>
    /// <param name="model">A model of the world's documents.</param>
    /// <param name="language">Language of the stories.</param>
    /// <param name="stories">How many stories the mean is over.</param>
    /// <returns>Mean attention weight, one row a block and one column a head; looking nowhere in particular would give about one hundredth.</returns>
    public static double[][] Attention(Decoder model, Language language = Language.English, int stories = 40)
    {
        var (layers, heads) = (model.Config.Layers, model.Config.Heads);
        var sums = Enumerable.Range(0, layers).Select(_ => new double[heads]).ToArray();
        var documents = World.Stories.Documents(language, Split.Validation, seed: 3, stories).ToList();
        using var noGrad = no_grad();
        model.eval();
        foreach (var document in documents)
        {
            using var scope = NewDisposeScope();
            var (first, last) = Mentions(document, language);
            var tokens = tensor([WorldTokenizer.Special.End, .. WorldTokenizer.Encode(document).Select(t => (long)t)], device: model.Device).unsqueeze(0); // (1, T)
            for (int layer = 0; layer < layers; layer++)
            {
                // Position p reads word p - 1 and guesses word p.
                var weights = model.AttentionWeights(tokens, layer)[0, TensorIndex.Colon, last, first + 1]; // (H)
                foreach (var (head, weight) in weights.to_type(float64).data<double>().Index())
                    sums[layer][head] += weight / documents.Count;
            }
        }
        return sums;
    }

    /// <summary>Places of the first and of the last mention of the story's colour among its words.</summary>
    public static (int First, int Last) Mentions(Document story, Language language)
    {
        int index = story.Trace.First(c => c.Key == "colour").Index;
        string colour = World.Stories.Tables["colour"].Items[index].Form(language, 0)[0];
        var places = story.Words.Index().Where(w => w.Item.TrimStart(' ') == colour).Select(w => w.Index).ToList();
        return (places[0], places[^1]);
    }
}
