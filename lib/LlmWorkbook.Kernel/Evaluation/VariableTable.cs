using System.Reflection;

namespace LlmWorkbook.Kernel.Evaluation;

/// <summary>
/// The variables of a session. To the compiler a variable declared again is a new one that hides the old; to a person it is the same
/// variable. So after each cell, whether it ended well or not:
/// <list type="bullet">
/// <item>functions written in earlier cells see the new value, as long as it fits the type they know, and the old value is free;</item>
/// <item>what a stopped or failing cell declared and did not get to set keeps the value it had before.</item>
/// </list>
/// A variable declared again with another type is another variable; the old value stays for those who know it.
/// </summary>
internal sealed class VariableTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Slot>> _slots = [];

    /// <summary>The variables as they are now, by name; of several with one name the latest.</summary>
    public IReadOnlyDictionary<string, CellVariable> Current
    {
        get
        {
            lock (_lock)
                return _slots.ToDictionary(s => s.Key, s => new CellVariable(s.Key, s.Value[^1].Field.FieldType, s.Value[^1].Value));
        }
    }

    /// <summary>Takes over what a cell declared.</summary>
    /// <param name="cell">The object whose fields are the cell's variables.</param>
    /// <param name="finished">Whether it ran to its end.</param>
    /// <returns>Whether an object lost a variable that held it: there may be memory to free.</returns>
    public bool Add(object cell, bool finished)
    {
        var freed = false;
        foreach (var field in cell.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        {
            if (field.Name.StartsWith('<') || field.FieldType.IsPointer || field.FieldType.IsFunctionPointer)
                continue;
            var slot = new Slot(cell, field);
            lock (_lock)
            {
                if (_slots.TryGetValue(field.Name, out var earlier))
                    freed |= Rebind(earlier, slot, finished);
                else
                    _slots[field.Name] = earlier = [];
                earlier.Add(slot);
            }
        }
        return freed;
    }

    private static bool Rebind(List<Slot> earlier, Slot slot, bool finished)
    {
        var value = slot.Value;
        if (!finished && slot.IsUnset(value) && earlier[^1].Value is { } before && slot.Takes(before))
        {
            slot.Field.SetValue(slot.Cell, before);
            return false;
        }
        var freed = false;
        foreach (var old in earlier.Where(o => o.Takes(value)))
        {
            freed |= old.Value is { } lost and not string && !lost.GetType().IsValueType && !ReferenceEquals(lost, value);
            old.Field.SetValue(old.Cell, value);
        }
        return freed;
    }

    private sealed record Slot(object Cell, FieldInfo Field)
    {
        public object? Value => Field.GetValue(Cell);

        public bool Takes(object? value) => value is null ? !Field.FieldType.IsValueType : Field.FieldType.IsInstanceOfType(value);

        public bool IsUnset(object? value) => value is null || (Field.FieldType.IsValueType && value.Equals(Activator.CreateInstance(Field.FieldType)));
    }
}
