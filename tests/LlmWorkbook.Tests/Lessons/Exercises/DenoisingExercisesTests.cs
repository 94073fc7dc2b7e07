using LlmWorkbook.Lessons;

namespace LlmWorkbook.Tests.Lessons.Exercises;

public sealed class DenoisingExercisesTests
{
    [Fact]
    public void Span_corruption()
    {
        Assert.True(Exercise.Check("05.1", (int[] text, bool[] isDropped, int[] sentinels) =>
        {
            // Two passes: number the spans, then write each side for itself.
            int[] span = new int[text.Length];
            for (int i = 0, last = -1; i < text.Length; i++)
                span[i] = isDropped[i] ? (i > 0 && isDropped[i - 1] ? last : ++last) : -1;
            int[] Side(bool target) => [.. text.SelectMany((token, i) =>
            {
                bool begins = span[i] >= 0 && (i == 0 || span[i - 1] != span[i]);
                int[] mark = begins ? [sentinels[span[i]]] : [];
                return isDropped[i] == target ? [.. mark, token] : mark;
            })];
            return (Side(false), Side(true));
        }).IsRight);
        Said("one sentinel stands for a whole span", (t, d, s) =>
        {
            int n = 0, m = 0;
            return ([.. t.Select((x, i) => d[i] ? s[n++] : x)], [.. t.Where((_, i) => d[i]).SelectMany(x => new[] { s[m++], x })]);
        });
        Said("target is the whole text", (t, d, s) => (((int[], int[]))Exercise.Find("05.1").Solution.DynamicInvoke(t, d, s)! is var (input, _) ? input : [], t));
        Said("no sentinels", (t, d, s) => ([.. t.Where((_, i) => !d[i])], ((int[] Input, int[] Target))Exercise.Find("05.1").Solution.DynamicInvoke(t, d, s)! is var x ? x.Target : []));
        Said("yours is", (t, d, s) => ([], []));

        static void Said(string part, DenoisingExercises.Drop answer) => Assert.Contains(part, Exercise.Check("05.1", answer).Message);
    }

    [Fact]
    public void Putting_spans_back()
    {
        Assert.True(Exercise.Check("05.2", (int[] input, int[] target, int[] sentinels) =>
        {
            var text = new List<int>();
            foreach (int token in input)
            {
                if (!sentinels.Contains(token))
                    text.Add(token);
                else
                    for (int i = Array.IndexOf(target, token) + 1; i > 0 && i < target.Length && !sentinels.Contains(target[i]); i++)
                        text.Add(target[i]);
            }
            return text.ToArray();
        }).IsRight);
        Said("only the first token", (i, t, s) => [.. i.Where(x => !s.Contains(x) || t.Contains(x)).Select(x => s.Contains(x) ? t[Array.IndexOf(t, x) + 1] : x)]);
        Said("sentinels are left in", (i, t, s) => [.. i.SelectMany(x => new[] { x }.Concat(s.Contains(x) ? t.SkipWhile(y => y != x).Skip(1).TakeWhile(y => !s.Contains(y)) : []))]);
        Said("yours is", (i, t, s) => i[..1]);

        static void Said(string part, DenoisingExercises.PutBack answer) => Assert.Contains(part, Exercise.Check("05.2", answer).Message);
    }

    [Fact]
    public void What_is_known_under_an_order()
    {
        Assert.True(Exercise.Check("05.3", (int[] order) =>
        {
            int[] time = [.. order.Select((_, place) => Array.IndexOf(order, place))];
            return order.Select((_, t) => time.Select(when => when < t).ToArray()).ToArray();
        }).IsRight);
        Said("from left to right", order => [.. Enumerable.Range(0, order.Length).Select(t => Enumerable.Range(0, order.Length).Select(i => i < t).ToArray())]);
        Said("knows itself", order => [.. order.Select((_, t) => order.Select((_, i) => Array.IndexOf(order, i) <= t).ToArray())]);
        Said("place and time are confused", order => [.. order.Select((_, t) => order.Select(i => i < t).ToArray())]);

        static void Said(string part, DenoisingExercises.Known answer) => Assert.Contains(part, Exercise.Check("05.3", answer).Message);
    }
}
