using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using static TorchSharp.torch;

namespace TorchSharp
{
    using Modules;

    namespace Modules
    {
        /// <summary>A tensor that is learned. It takes the place of the tensor it is made from, which is invalid afterwards.</summary>
        public class Parameter : Tensor
        {
            public Parameter(Tensor data, bool requires_grad = true) : base(data.requires_grad_(requires_grad).MoveHandle(), false) => DisposeScope.Replace(data, this);
        }

        /// <summary>Modules by number: the keys are "0", "1", …</summary>
        public class ModuleList<T> : nn.Module, IList<T> where T : nn.Module
        {
            private readonly List<T> list = [];
            private bool registered;

            public ModuleList(params T[] modules) : base(nameof(ModuleList<T>)) => list.AddRange(modules);

            protected override void RegisterComponents()
            {
                if (registered)
                    return;
                for (var i = 0; i < list.Count; i++)
                    register_module(i.ToString(CultureInfo.InvariantCulture), list[i]);
                registered = true;
            }

            public T this[int index] { get => list[index]; set => list[index] = value; }
            public int Count => list.Count;
            public bool IsReadOnly => false;
            public void Add(T item) => list.Add(item);
            public void append(params T[] parameters) => list.AddRange(parameters);
            public void extend(IEnumerable<T> modules) => list.AddRange(modules);
            public void Clear() => list.Clear();
            public bool Contains(T item) => list.Contains(item);
            public void CopyTo(T[] array, int arrayIndex) => list.CopyTo(array, arrayIndex);
            public int IndexOf(T item) => list.IndexOf(item);
            public void Insert(int index, T item) => list.Insert(index, item);
            public bool Remove(T item) => list.Remove(item);
            public void RemoveAt(int index) => list.RemoveAt(index);
            public IEnumerator<T> GetEnumerator() => list.GetEnumerator();
            IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
        }

        /// <summary>Modules by name.</summary>
        public class ModuleDict<T> : nn.Module, IDictionary<string, T>, IList<(string, T)> where T : nn.Module
        {
            private readonly Utils.OrderedDict<string, T> entries = new();
            private bool registered;

            public ModuleDict() : base(nameof(ModuleDict<T>))
            {
            }

            protected override void RegisterComponents()
            {
                if (registered)
                    return;
                foreach (var (key, module) in entries)
                    register_module(key, module);
                registered = true;
            }

            public (string, T) this[int index] { get => entries[index]; set => entries[index] = value; }
            public T this[string key] { get => entries[key]; set => entries[key] = value; }
            public int Count => entries.Count;
            public bool IsReadOnly => false;
            public ICollection<string> Keys => entries.Keys;
            public ICollection<T> Values => entries.Values;
            public IEnumerable<string> keys() => entries.keys();
            public IEnumerable<T> values() => entries.values();
            public IEnumerator<(string, T)> items() => entries.items();
            public void clear() => entries.clear();
            public void Add((string, T) item) => entries.Add(item);
            public void Add(string key, T value) => entries.Add(key, value);
            public void Add(KeyValuePair<string, T> item) => entries.Add(item);
            public void Insert(int index, (string, T) item) => entries.Insert(index, item);
            public bool Remove(string key) => entries.Remove(key);
            public bool Remove((string, T) item) => entries.Remove(item);
            public bool Remove(KeyValuePair<string, T> item) => entries.Remove(item);
            public void RemoveAt(int index) => entries.RemoveAt(index);
            public void Clear() => entries.Clear();
            public bool Contains((string, T) item) => entries.Contains(item);
            public bool Contains(KeyValuePair<string, T> item) => entries.Contains(item);
            public bool ContainsKey(string key) => entries.ContainsKey(key);
            public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => entries.TryGetValue(key, out value);
            public int IndexOf((string, T) item) => entries.IndexOf(item);
            public void CopyTo((string, T)[] array, int arrayIndex) => entries.CopyTo(array, arrayIndex);
            public void CopyTo(KeyValuePair<string, T>[] array, int arrayIndex) => entries.CopyTo(array, arrayIndex);
            public IEnumerator<(string, T)> GetEnumerator() => entries.GetEnumerator();
            IEnumerator<KeyValuePair<string, T>> IEnumerable<KeyValuePair<string, T>>.GetEnumerator() => ((IEnumerable<KeyValuePair<string, T>>)entries).GetEnumerator();
            IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
        }

        /// <summary>Parameters by number.</summary>
        public class ParameterList : nn.Module, IList<Parameter>
        {
            private readonly List<Parameter> list = [];
            private bool registered;

            public ParameterList(params Parameter[] parameters) : base(nameof(ParameterList)) => list.AddRange(parameters);

            protected override void RegisterComponents()
            {
                if (registered)
                    return;
                for (var i = 0; i < list.Count; i++)
                    register_parameter(i.ToString(CultureInfo.InvariantCulture), list[i]);
                registered = true;
            }

            protected override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
            {
                RegisterComponents();
                base._toEpilog(dtype, device, non_blocking);
                for (var i = 0; i < list.Count; i++)
                    list[i] = _internal_params[i.ToString(CultureInfo.InvariantCulture)];
            }

            public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                list.Select((p, i) => (i.ToString(CultureInfo.InvariantCulture), p));

            public override bool has_parameter(string target) => get_parameter(target) is not null;

            public override Parameter? get_parameter(string target) =>
                int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i < list.Count ? list[i] : null;

            public Parameter this[int index] { get => list[index]; set => list[index] = value; }
            public int Count => list.Count;
            public bool IsReadOnly => false;
            public void Add(Parameter item) => list.Add(item);
            public void append(params Parameter[] parameters) => list.AddRange(parameters);
            public void extend(IEnumerable<Parameter> parameters) => list.AddRange(parameters);
            public void Clear() => list.Clear();
            public bool Contains(Parameter item) => list.Any(p => ReferenceEquals(p, item));
            public void CopyTo(Parameter[] array, int arrayIndex) => list.CopyTo(array, arrayIndex);
            public int IndexOf(Parameter item) => list.FindIndex(p => ReferenceEquals(p, item));
            public void Insert(int index, Parameter item) => list.Insert(index, item);
            public void RemoveAt(int index) => list.RemoveAt(index);

            public bool Remove(Parameter item)
            {
                var i = IndexOf(item);
                if (i >= 0)
                    list.RemoveAt(i);
                return i >= 0;
            }

            public IEnumerator<Parameter> GetEnumerator() => list.GetEnumerator();
            IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
        }

        /// <summary>Modules one after the other; the keys are the given names or "0", "1", …</summary>
        public class Sequential : nn.Module<Tensor, Tensor>
        {
            private readonly List<nn.IModule<Tensor, Tensor>> list = [];

            protected Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules) : base(nameof(Sequential))
            {
                foreach (var (name, module) in modules)
                    append(name, module);
            }

            protected Sequential(params nn.Module<Tensor, Tensor>[] modules) : base(nameof(Sequential))
            {
                foreach (var module in modules)
                    append(module);
            }

            internal static Sequential Of(IEnumerable<(string, nn.Module<Tensor, Tensor>)> modules) => new(modules.ToArray());

            internal static Sequential Of(IEnumerable<nn.Module<Tensor, Tensor>> modules) => new(modules.ToArray());

            public int Count => list.Count;

            public nn.IModule<Tensor, Tensor> this[int index] => list[index];

            public Sequential this[(int? start, int? end) index]
            {
                get
                {
                    var (from, to) = (index.start ?? 0, index.end ?? list.Count);
                    return Of(named_children().Take(to).Skip(from).Select(c => (c.name, (nn.Module<Tensor, Tensor>)c.module)));
                }
            }

            public Sequential this[Range index]
            {
                get
                {
                    var (offset, length) = index.GetOffsetAndLength(list.Count);
                    return this[(offset, offset + length)];
                }
            }

            public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
            {
                ArgumentNullException.ThrowIfNull(module);
                register_module(name, (nn.Module)module);
                list.Add(module);
                return this;
            }

            public Sequential append(nn.IModule<Tensor, Tensor> module) => append(list.Count.ToString(CultureInfo.InvariantCulture), module);

            /// <summary>The results in between are disposed as soon as the next one is there, when no gradient needs them.</summary>
            public override Tensor forward(Tensor tensor)
            {
                if (list.Count == 0)
                    return tensor.alias();
                using var scope = NewDisposeScope();
                return list.Aggregate(tensor, (t, m) => m.call(t)).MoveToOuterDisposeScope();
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
            public static ParameterList ParameterList(params Parameter[] parameters) => new(parameters);
            public static ModuleList<Module> ModuleList(params Module[] modules) => new(modules);
            public static ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);
            public static ModuleDict<Module> ModuleDict(params (string, Module)[] modules) => ModuleDict<Module>(modules);

            public static ModuleDict<T> ModuleDict<T>(params (string, T)[] modules) where T : Module
            {
                var dictionary = new ModuleDict<T>();
                foreach (var entry in modules)
                    dictionary.Add(entry);
                return dictionary;
            }

            public static Sequential Sequential() => Modules.Sequential.Of(Enumerable.Empty<Module<Tensor, Tensor>>());
            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => Modules.Sequential.Of(modules);
            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => Modules.Sequential.Of(modules);
            public static Sequential Sequential(params Tuple<string, Module<Tensor, Tensor>>[] modules) => Modules.Sequential.Of(modules.Select(m => (m.Item1, m.Item2)));
            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) => Modules.Sequential.Of(modules);
            public static Sequential Sequential(IEnumerable<Tuple<string, Module<Tensor, Tensor>>> modules) => Modules.Sequential.Of(modules.Select(m => (m.Item1, m.Item2)));
            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => Modules.Sequential.Of(modules);
        }
    }
}
