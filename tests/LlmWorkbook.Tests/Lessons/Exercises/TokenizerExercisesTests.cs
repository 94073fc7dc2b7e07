using System.Text;
using LlmWorkbook.Lessons;

namespace LlmWorkbook.Tests.Lessons.Exercises;

public sealed class TokenizerExercisesTests
{
    [Fact]
    public void Merge_written_differently_is_right() => Assert.True(Exercise.Check("02.1", (int[] ids, int left, int right, int merged) =>
    {
        var stack = new List<int>();
        bool isFresh = false;
        foreach (int id in ids)
        {
            if (stack.Count > 0 && !isFresh && stack[^1] == left && id == right)
                (stack[^1], isFresh) = (merged, true);
            else
            {
                stack.Add(id);
                isFresh = false;
            }
        }
        return stack.ToArray();
    }).IsRight);

    [Fact]
    public void Merge_s_mistakes_are_called_by_their_names()
    {
        Said("only the first place", (ids, left, right, merged) =>
        {
            var list = ids.ToList();
            int place = Enumerable.Range(0, Math.Max(0, ids.Length - 1)).FirstOrDefault(i => ids[i] == left && ids[i + 1] == right, -1);
            if (place >= 0)
            {
                list[place] = merged;
                list.RemoveAt(place + 1);
            }
            return [.. list];
        });
        Said("from left to right", (ids, left, right, merged) =>
        {
            var list = ids.ToList();
            for (int i = list.Count - 2; i >= 0; i--)
            {
                if (list[i] == left && i + 1 < list.Count && list[i + 1] == right)
                {
                    list[i] = merged;
                    list.RemoveAt(i + 1);
                }
            }
            return [.. list];
        });
        Said("nothing was merged", (ids, _, _, _) => [.. ids]);
        Said("threw IndexOutOfRangeException", (ids, left, right, merged) => [.. ids.Select((id, i) => id == left && ids[i + 1] == right ? merged : id)]);

        static void Said(string part, Func<int[], int, int, int, int[]> answer) => Assert.Contains(part, Exercise.Check("02.1", answer).Message);
    }

    [Fact]
    public void Encoding_written_differently_is_right() => Assert.True(Exercise.Check("02.2", (int[] bytes, (int Left, int Right)[] merges) =>
    {
        // One pair at a time, found anew.
        var ids = bytes.ToList();
        while (true)
        {
            int best = int.MaxValue, place = -1;
            for (int i = 0; i + 1 < ids.Count; i++)
            {
                int rank = Array.IndexOf(merges, (ids[i], ids[i + 1]));
                if (rank >= 0 && rank < best)
                    (best, place) = (rank, i);
            }
            if (place < 0)
                return ids.ToArray();
            ids[place] = 100 + best;
            ids.RemoveAt(place + 1);
        }
    }).IsRight);

    [Fact]
    public void Encoding_s_mistakes_are_called_by_their_names()
    {
        Said("the first pair from the left", (bytes, merges) =>
        {
            var ids = bytes.ToList();
            for (int i = 0; i + 1 < ids.Count;)
            {
                int rank = Array.IndexOf(merges, (ids[i], ids[i + 1]));
                if (rank < 0)
                {
                    i++;
                    continue;
                }
                ids[i] = 100 + rank;
                ids.RemoveAt(i + 1);
                i = 0;
            }
            return [.. ids];
        });
        Said("nothing was merged", (bytes, _) => bytes);
        Said("reverse order", (bytes, merges) =>
        {
            var ids = bytes.ToList();
            for (int rank = merges.Length - 1; rank >= 0; rank--)
            {
                for (int i = 0; i + 1 < ids.Count; i++)
                {
                    if ((ids[i], ids[i + 1]) == merges[rank])
                    {
                        ids[i] = 100 + rank;
                        ids.RemoveAt(i + 1);
                    }
                }
            }
            return [.. ids];
        });
        Said("the answer is [1, 100]", (bytes, merges) => [.. bytes.Take(1)]);

        static void Said(string part, Func<int[], (int Left, int Right)[], int[]> answer) => Assert.Contains(part, Exercise.Check("02.2", answer).Message);
    }

    [Fact]
    public void Spelling_written_differently_is_right() => Assert.True(Exercise.Check("02.3", (string word, string[] vocabulary) =>
    {
        var known = vocabulary.OrderByDescending(p => p.Length).ToList();
        var pieces = new List<string>();
        for (string rest = word; rest.Length > 0;)
        {
            string? piece = known.Find(p => p.StartsWith("##", StringComparison.Ordinal) == (pieces.Count > 0) && rest.StartsWith(p.TrimStart('#'), StringComparison.Ordinal));
            if (piece is null)
                return ["[UNK]"];
            pieces.Add(piece);
            rest = rest[piece.TrimStart('#').Length..];
        }
        return pieces.ToArray();
    }).IsRight);

    [Fact]
    public void Spelling_s_mistakes_are_called_by_their_names()
    {
        Said("shortest piece", (word, vocabulary) => Spell(word, vocabulary, (start, length) => Enumerable.Range(start + 1, length - start), "##", drop: true));
        Said("looked up with ##", (word, vocabulary) => Spell(word, vocabulary, Longest, "", drop: true));
        Said("as a whole", (word, vocabulary) => Spell(word, vocabulary, Longest, "##", drop: false));
        Said("the answer is [\"read\", \"##able\"]", (_, _) => ["read"]);

        static IEnumerable<int> Longest(int start, int length) => Enumerable.Range(start + 1, length - start).Reverse();
        static void Said(string part, Func<string, string[], string[]> answer) => Assert.Contains(part, Exercise.Check("02.3", answer).Message);

        static string[] Spell(string word, string[] vocabulary, Func<int, int, IEnumerable<int>> ends, string prefix, bool drop)
        {
            List<string> pieces = [];
            int start = 0;
            while (start < word.Length)
            {
                string? piece = ends(start, word.Length).Select(e => (start > 0 ? prefix : "") + word[start..e]).FirstOrDefault(vocabulary.Contains);
                if (piece is null)
                    return drop ? ["[UNK]"] : [.. pieces, "[UNK]"];
                pieces.Add(piece);
                start += piece.Length - (start > 0 ? prefix.Length : 0);
            }
            return [.. pieces];
        }
    }

    [Fact]
    public void Measuring_written_differently_is_right() => Assert.True(Exercise.Check("02.4", (double loss, int tokens, string text) =>
        Math.Log2(Math.E) * (tokens * loss) / new UTF8Encoding(false).GetBytes(text).Length).IsRight);

    [Fact]
    public void Measuring_s_mistakes_are_called_by_their_names()
    {
        Said("that is in nats", (loss, tokens, text) => tokens * (loss / Encoding.UTF8.GetBytes(text).Length));
        Said("UTF-16 units", (loss, tokens, text) => loss * 1.4426950408889634 * tokens / text.Length);
        Said("multiply it by their number", (loss, tokens, text) => loss / Math.Log(2) / Encoding.UTF8.GetBytes(text).Length);
        Said("that is bits per token", (loss, tokens, text) => Math.Log2(Math.Exp(loss)));
        Said("for loss = 2, tokens = 3, text = \"中国\" the answer is 1.4427; yours is 0", (_, _, _) => 0);

        static void Said(string part, Func<double, int, string, double> answer) => Assert.Contains(part, Exercise.Check("02.4", answer).Message);
    }
}
