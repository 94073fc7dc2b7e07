using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TorchSharp.Utils;

#pragma warning disable CS8714 // the real package leaves the key unconstrained
/// <summary>A dictionary that keeps the order in which its entries came.</summary>
public class OrderedDict<TKey, TValue> : IDictionary<TKey, TValue>, IList<(TKey, TValue)>
{
    private readonly OrderedDictionary<TKey, TValue> entries = [];

    public void clear() => entries.Clear();
    public IEnumerator<(TKey, TValue)> items() => GetEnumerator();
    public IEnumerable<TKey> keys() => entries.Keys;
    public IEnumerable<TValue> values() => entries.Values;

    public (TKey, TValue) this[int index]
    {
        get => (entries.GetAt(index).Key, entries.GetAt(index).Value);
        set
        {
            entries.RemoveAt(index);
            entries.Insert(index, value.Item1, value.Item2);
        }
    }

    public TValue this[TKey key] { get => entries[key]; set => entries[key] = value; }

    public bool IsReadOnly => false;
    public ICollection<TKey> Keys => entries.Keys;
    public ICollection<TValue> Values => entries.Values;
    public int Count => entries.Count;

    public void Add((TKey, TValue) item) => entries.Add(item.Item1, item.Item2);
    public void Add(TKey key, TValue value) => entries.Add(key, value);
    public void Add(KeyValuePair<TKey, TValue> item) => entries.Add(item.Key, item.Value);
    internal bool TryAdd(TKey key, TValue value) => entries.TryAdd(key, value);
    public void Insert(int index, (TKey, TValue) item) => entries.Insert(index, item.Item1, item.Item2);
    public bool Remove(TKey key) => entries.Remove(key);
    public bool Remove((TKey, TValue) item) => entries.Remove(item.Item1);
    public bool Remove(KeyValuePair<TKey, TValue> item) => entries.Remove(item.Key);
    public void RemoveAt(int index) => entries.RemoveAt(index);
    public void Clear() => entries.Clear();
    public bool ContainsKey(TKey key) => entries.ContainsKey(key);
    public bool Contains((TKey, TValue) item) => Contains(new KeyValuePair<TKey, TValue>(item.Item1, item.Item2));
    public bool Contains(KeyValuePair<TKey, TValue> item) => entries.Contains(item);
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => entries.TryGetValue(key, out value);
    public int IndexOf((TKey, TValue) item) => entries.IndexOf(item.Item1);

    public void CopyTo((TKey, TValue)[] array, int arrayIndex)
    {
        foreach (var entry in this)
            array[arrayIndex++] = entry;
    }

    public void CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex) => ((ICollection<KeyValuePair<TKey, TValue>>)entries).CopyTo(array, arrayIndex);

    public IEnumerator<(TKey, TValue)> GetEnumerator() => entries.Select(e => (e.Key, e.Value)).GetEnumerator();
    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() => entries.GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>The name under which a field's module, parameter or buffer is registered, when it is not the field's own.</summary>
public class ComponentNameAttribute : Attribute
{
    public string Name { get; set; } = "";
}
