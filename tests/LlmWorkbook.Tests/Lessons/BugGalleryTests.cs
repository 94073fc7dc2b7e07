using LlmWorkbook.Data;
using LlmWorkbook.Lessons;

namespace LlmWorkbook.Tests.Lessons;

/// <summary>The bug gallery: each bug shows in its curves on three seeds, and the checker knows it.</summary>
public class BugGalleryTests
{
    public static TheoryData<int> Numbers => [.. BugGallery.Cases.Select(c => c.Number)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void TheBugShowsInTheCurves(int number) => Shows(number, 1);

    [FullTheory]
    [MemberData(nameof(Numbers))]
    public void TheBugShowsInTheCurvesOnTwoMoreSeeds(int number)
    {
        Shows(number, 2);
        Shows(number, 3);
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void TheCheckerConfirmsTheBugByLetterNameOrWordsAndRefusesAllOtherSuspects(int number)
    {
        var suspects = BugGallery.Find(number).Suspects;
        Assert.Single(suspects, s => s.IsCulprit);
        foreach (var (n, suspect) in suspects.Index())
            foreach (string given in new[] { $"{(char)('a' + n)}", $" {(char)('A' + n)} ", suspect.Name, suspect.Name[4..].ToUpperInvariant() })
            {
                var verdict = BugGallery.Check(number, given);
                Assert.Equal(suspect.IsCulprit ? Outcome.Right : Outcome.NotYet, verdict.Outcome);
                Assert.Contains(suspect.Sign, verdict.Message, StringComparison.Ordinal);
            }
    }

    [Fact]
    public void WhatNamesNoSuspectIsToldSo()
    {
        Assert.Equal(Outcome.NotAttempted, BugGallery.Check(1, " ").Outcome);
        Assert.Equal("'z' names no suspect; give one letter from a to d.", BugGallery.Check(1, "z").Message);
        Assert.Equal("'the' names several suspects; give one letter from a to d.", BugGallery.Check(1, "the").Message);
        Assert.Equal("There is no case 9 in the bug gallery; the cases are 1 to 8.", Assert.Throws<WorkbookException>(() => BugGallery.Check(9, "a")).Message);
    }

    private static void Shows(int number, long seed)
    {
        var config = new GalleryConfig { Seed = seed };
        var curves = BugGallery.Find(number).RunBoth(config).ToLookup(r => (r.Run, r.Curve), r => r.Value);
        double End(string run, string curve) => curves[(run, curve)].Last();
        void IsBetween(double low, double high, string run, string curve) => Assert.InRange(End(run, curve), low, high);
        switch (number)
        {
            case 1:
                const string Repeats = "predictions that repeat the character just read (share)", Held = "held-out loss (nats/character)";
                IsBetween(0, 0.3, "healthy", Repeats);
                IsBetween(0.9, 1, "sick", Repeats);
                Assert.True(End("sick", Held) < 0.3 && End("healthy", Held) > 0.6);
                break;
            case 2:
                IsBetween(0, 5, "healthy", "length of the gradient");
                IsBetween(20, double.MaxValue, "sick", "length of the gradient");
                Assert.True(End("sick", "training loss (nats/character)") > End("healthy", "training loss (nats/character)") + 1);
                break;
            case 3:
                Assert.True(End("sick", "held-out loss of hidden words (nats)") > Math.Log(WorldTokenizer.Size) && End("healthy", "held-out loss of hidden words (nats)") < 3);
                Assert.True(End("sick", "training loss (nats)") < End("healthy", "training loss (nats)") / 1.5);
                break;
            case 4:
                Assert.True(End("sick", "held-out loss of answers (nats/token)") > End("healthy", "held-out loss of answers (nats/token)") + 1);
                Assert.True(End("sick", "training loss (nats/token)") < End("healthy", "training loss (nats/token)"));
                break;
            case 5:
                IsBetween(0.6, 0.9, "healthy", "held-out accuracy (share)");
                IsBetween(0.1, 0.4, "sick", "held-out accuracy (share)");
                IsBetween(0, 0.62, "sick", "training loss (nats/pair)");
                break;
            case 6:
                IsBetween(0, 0.5, "healthy", "KL to the reference (nats)");
                IsBetween(1.5, 5, "sick", "KL to the reference (nats)");
                Assert.True(End("sick", "reward less the price of the KL") > End("sick", "expected reward"));
                break;
            case 7:
                Assert.All(curves[("sick", "loss (nats/pair)")], loss => Assert.Equal(Math.Log(2), loss, 1e-6));
                IsBetween(0, 0.6, "healthy", "loss (nats/pair)");
                IsBetween(0.5, 5, "sick", "KL to where it began (nats)");
                break;
            case 8:
                const string Dead = "groups of four with equal rewards (share)";
                Assert.Equal(config.Rounds, curves[("healthy", Dead)].Count());
                Assert.True(curves[("sick", Dead)].Count() < config.Rounds);
                Assert.All(curves[("sick", Dead)].SkipLast(1), share => Assert.Equal(0, share));
                Assert.True(End("sick", Dead) > 0);
                break;
            default:
                Assert.Fail($"case {number} is not tested");
                break;
        }
    }
}
