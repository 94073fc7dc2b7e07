namespace LlmWorkbook.Text;

/// <summary>Sets that grow together (Tarjan 1975), each named by its least member.</summary>
/// <param name="count">How many members there are, each in a set of its own at first.</param>
internal sealed class UnionFind(int count)
{
    private readonly int[] parents = [.. Enumerable.Range(0, count)];

    /// <summary>The least member of the set that <paramref name="member"/> is in.</summary>
    public int Find(int member)
    {
        while (parents[member] != member)
            member = parents[member] = parents[parents[member]];
        return member;
    }

    /// <summary>Makes one set of two.</summary>
    public void Join(int a, int b)
    {
        (a, b) = (Find(a), Find(b));
        parents[Math.Max(a, b)] = Math.Min(a, b);
    }
}
