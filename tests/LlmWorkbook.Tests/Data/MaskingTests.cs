using LlmWorkbook.Data;
using LlmWorkbook.Text;
using TorchSharp;

namespace LlmWorkbook.Tests.Data;

public class MaskingTests
{
    private const int Vocabulary = 60;

    private static readonly SpecialTokens Special = DocumentBatchesTests.Special;

    private static readonly int[] Row = [Special.Cls, .. Enumerable.Range(20, 12), Special.Sep];

    /// <summary>
    /// Chi-square of the four outcomes and of which token is drawn; 1 in 10,000 would be above the limits by chance, and the
    /// seeds are fixed.
    /// </summary>
    [Fact]
    public void Of_fifteen_percent_eighty_are_masked_ten_random_ten_kept()
    {
        const int rows = 40_000, length = 12;
        double[] seen = new double[4]; // not asked, [MASK], another, the same
        var drawn = new Dictionary<int, double>();
        for (int n = 0; n < rows; n++)
        {
            var (inputs, targets) = Masking.Apply(Row, Special, Vocabulary, SplitMix64.At(5, n));
            Assert.Equal([Special.Cls, Special.Sep], [inputs[0], inputs[^1]]);
            Assert.Equal([-100, -100], [targets[0], targets[^1]]);
            for (int i = 1; i <= length; i++)
            {
                bool asked = targets[i] != -100;
                Assert.Equal(asked ? Row[i] : -100, targets[i]);
                seen[!asked ? 0 : inputs[i] == Special.Mask ? 1 : inputs[i] == Row[i] ? 3 : 2]++;
                if (asked && inputs[i] != Special.Mask && inputs[i] != Row[i])
                    drawn[inputs[i]] = drawn.GetValueOrDefault(inputs[i]) + 1;
            }
        }
        // At least one is asked for: 0.15 each, and where that gives none, one of the twelve.
        double chance = 0.15 + Math.Pow(0.85, length) / length, total = rows * length, words = Vocabulary - 11;
        double stays = 0.1 + 0.1 / words; // the word that is drawn may be the one that stood there
        double[] expected = [1 - chance, chance * 0.8, chance * (1 - 0.8 - stays), chance * stays];
        Assert.InRange(ChiSquare(seen, [.. expected.Select(e => e * total)]), 0, 21.1); // 3 degrees of freedom
        Assert.DoesNotContain(drawn.Keys, Special.Contains);
        Assert.Equal(words, drawn.Count);
        double others = drawn.Values.Sum(); // each word of the row is drawn for eleven places, the others for all twelve
        double[] ids = [.. drawn.Keys.Order()];
        double[] weight = [.. ids.Select(id => Row.Contains((int)id) ? 11.0 : 12.0)];
        Assert.InRange(ChiSquare([.. ids.Select(id => drawn[(int)id])], [.. weight.Select(w => others * w / weight.Sum())]), 0, 92); // 48 degrees
    }

    [Fact]
    public void A_row_of_special_tokens_is_left_alone_and_a_short_one_is_asked_for_something()
    {
        var (inputs, targets) = Masking.Apply([Special.Cls, Special.Sep], Special, Vocabulary, new SplitMix64(1));
        Assert.Equal([Special.Cls, Special.Sep], inputs);
        Assert.Equal([-100, -100], targets);
        for (ulong seed = 0; seed < 50; seed++)
            Assert.Equal(30, Masking.Apply([Special.Cls, 30, Special.Sep], Special, Vocabulary, new SplitMix64(seed)).Targets[1]);
    }

    [Fact]
    public void Static_masks_stay_and_dynamic_masks_change()
    {
        EncoderRow[] rows = [EncoderRow.Of([.. Enumerable.Range(20, 30)], Special)];
        HashSet<string> Masks(bool isStatic)
        {
            var batches = new MaskedBatches(rows, Special, Vocabulary, 1, seed: 3, torch.CPU) { IsStatic = isStatic };
            return [.. Enumerable.Range(0, 20).Select(n =>
            {
                using var batch = batches[n];
                return string.Join(' ', batch.Inputs.data<long>().ToArray());
            })];
        }
        Assert.Single(Masks(isStatic: true));
        Assert.True(Masks(isStatic: false).Count > 15);
    }

    [Fact]
    public void A_batch_is_padded_and_depends_on_its_number_alone()
    {
        EncoderRow[] rows = [EncoderRow.Of([20, 21, 22, 23], Special), EncoderRow.Of([30], Special)];
        var batches = new MaskedBatches(rows, Special, Vocabulary, 8, seed: 3, torch.CPU);
        using var one = batches[9];
        using var again = new MaskedBatches(rows, Special, Vocabulary, 8, seed: 3, torch.CPU)[9];
        using var other = batches[10];
        Assert.Equal(one.Inputs.data<long>().ToArray(), again.Inputs.data<long>().ToArray());
        Assert.NotEqual(one.Inputs.data<long>().ToArray(), other.Inputs.data<long>().ToArray());
        Assert.Equal([8, 6], one.Inputs.shape);
        Assert.Equal(one.Inputs.data<long>().Select(t => t == Special.Pad), one.IsPad!.data<bool>().ToArray());
        Assert.Null(one.Segments);

        using var hidden = MaskedBatches.Hidden(rows, [[1, 3], [1]], Special, torch.CPU);
        Assert.Equal([2, 4, 21, 4, 23, 3, 2, 4, 3, 0, 0, 0], hidden.Inputs.data<long>().ToArray());
        Assert.Equal([-100, 20, -100, 22, -100, -100, -100, 30, -100, -100, -100, -100], hidden.Targets.data<long>().ToArray());
    }

    [Fact]
    public void Twice_is_every_row_under_two_masks()
    {
        EncoderRow[] rows = [.. Enumerable.Range(0, 5).Select(r => EncoderRow.Of([.. Enumerable.Range(15 + 8 * r, 8)], Special))];
        using var batch = new MaskedBatches(rows, Special, Vocabulary, 6, seed: 3, torch.CPU) { Rate = 0.5 }.Twice(4);
        long[][] inputs = [.. batch.Inputs.data<long>().Chunk(10)], targets = [.. batch.Targets.data<long>().Chunk(10)];
        long[][] whole = [.. inputs.Zip(targets, (i, t) => i.Zip(t, (a, b) => b == -100 ? a : b).ToArray())];
        Assert.Equal(12, whole.Length);
        for (int row = 0; row < 6; row++)
        {
            Assert.Equal(whole[row], whole[row + 6]);
            Assert.NotEqual(targets[row], targets[row + 6]);
        }
    }

    internal static double ChiSquare(double[] seen, double[] expected) => seen.Zip(expected, (s, e) => (s - e) * (s - e) / e).Sum();
}
