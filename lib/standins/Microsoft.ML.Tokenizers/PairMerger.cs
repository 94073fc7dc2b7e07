namespace Microsoft.ML.Tokenizers;

/// <summary>Merges neighbouring tokens by rank, the leftmost of equals first, with a heap over a linked list: n log n for a piece of n.</summary>
internal sealed class PairMerger
{
    private readonly Dictionary<(int Left, int Right), (int Rank, int Merged)> merges = [];

    /// <summary>Adds the merge that comes after all earlier ones.</summary>
    public void Add(int left, int right, int merged) => merges.Add((left, right), (merges.Count, merged));

    public int[] Merge(int[] ids)
    {
        int count = ids.Length;
        if (count < 2)
            return ids;
        int[] next = new int[count], previous = new int[count];
        var queue = new PriorityQueue<(int Place, int Merged), (int Rank, int Place)>();
        for (int i = 0; i < count; i++)
        {
            (previous[i], next[i]) = (i - 1, i + 1);
            Offer(i);
        }
        bool isMerged = false;
        while (queue.TryDequeue(out var candidate, out _))
        {
            int place = candidate.Place;
            // What was queued may have been overtaken by another merge.
            if (ids[place] < 0 || next[place] >= count || !merges.TryGetValue((ids[place], ids[next[place]]), out var merge) || merge.Merged != candidate.Merged)
                continue;
            int gone = next[place];
            (ids[place], ids[gone], next[place]) = (merge.Merged, -1, next[gone]);
            if (next[place] < count)
                previous[next[place]] = place;
            isMerged = true;
            if (previous[place] >= 0)
                Offer(previous[place]);
            Offer(place);
        }
        return isMerged ? [.. ids.Where(id => id >= 0)] : ids;

        void Offer(int place)
        {
            if (next[place] < count && merges.TryGetValue((ids[place], ids[next[place]]), out var merge))
                queue.Enqueue((place, merge.Merged), (merge.Rank, place));
        }
    }
}
