using LlmWorkbook.Metrics;

namespace LlmWorkbook.Tests.Metrics;

public class SpanF1Tests
{
    [Theory]
    [InlineData("B-PER O O B-LOC I-LOC O", "0-1 PER, 3-5 LOC")]
    [InlineData("B-ORG I-ORG B-ORG I-ORG", "0-2 ORG, 2-4 ORG")]
    [InlineData("B-PER I-LOC I-LOC", "0-1 PER, 1-3 LOC")]
    [InlineData("I-PER O I-PER I-PER", "0-1 PER, 2-4 PER")]
    [InlineData("O O", "")]
    public void Tags_become_names(string tags, string spans) =>
        Assert.Equal(spans, string.Join(", ", SpanF1.Spans(tags.Split(' ')).Select(s => $"{s.Start}-{s.End} {s.Kind}")));

    [Fact]
    public void A_name_counts_only_as_a_whole()
    {
        string[][] truth = [["B-PER", "O", "B-LOC", "I-LOC"], ["O", "B-ORG", "O", "O"]];
        string[][] guess = [["B-PER", "O", "B-LOC", "O"], ["B-LOC", "B-ORG", "O", "O"]];
        var score = SpanF1.Of(truth, guess);                        // right: the person and the company; too short: the place; made up: one
        Assert.Equal((2 / 4.0, 2 / 3.0), (score.Precision, score.Recall));
        Assert.Equal(4 / 7.0, score.F1, 1e-12);
        Assert.Equal(1, SpanF1.Of(truth, truth).F1);
        Assert.Equal((1, 1 / 3.0), SpanF1.Of(truth, [["B-PER", "O", "O", "O"], ["O", "O", "O", "O"]]) is var some ? (some.Precision, some.Recall) : default);
    }

    [Fact]
    public void The_same_name_in_another_sentence_is_another_name() =>
        Assert.Equal(0.5, SpanF1.Of([["B-PER"], ["B-PER"]], [["B-PER"], ["O"]]).Recall);

    [Fact]
    public void One_who_tags_nothing_has_none()
    {
        Assert.Equal(0, SpanF1.Of([["B-PER", "O"]], [["O", "O"]]).F1);
        Assert.Equal((0, 0), SpanF1.Of([["O"]], [["B-PER"]]) is var made ? (made.Precision, made.Recall) : default);
    }

    [Fact]
    public void Wrong_input_is_said_in_one_sentence()
    {
        Assert.Contains("one tag for each word", Assert.Throws<WorkbookException>(() => SpanF1.Of([["O", "O"]], [["O"]])).Message);
        Assert.Contains("'PER' is no tag", Assert.Throws<WorkbookException>(() => SpanF1.Spans(["PER"])).Message);
    }
}
