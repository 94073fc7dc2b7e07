using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // What a module holds: by name, by path ("blocks.0.ln1.weight"), as a list.
        public partial class Module
        {
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var entry in _internal_params)
                    if (!entry.Item2.IsInvalid && seen.Add(entry.Item2))
                        yield return entry;
                if (!recurse)
                    yield break;
                foreach (var (path, child) in _internal_submodules)
                    foreach (var (key, parameter) in child.named_parameters(true))
                        if (!parameter.IsInvalid && seen.Add(parameter))
                            yield return ($"{path}.{key}", parameter);
            }

            // As in the real package, buffers that are not persistent are never listed.
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var (key, (buffer, persistent)) in _internal_buffers)
                    if (persistent && !buffer.IsInvalid && seen.Add(buffer))
                        yield return (key, buffer);
                if (!recurse)
                    yield break;
                foreach (var (path, child) in _internal_submodules)
                    foreach (var (key, buffer) in child.named_buffers(true, include_nonpersistent))
                        if (seen.Add(buffer))
                            yield return ($"{path}.{key}", buffer);
            }

            public virtual IEnumerable<(string name, Module module)> named_children() => _internal_submodules;

            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var entry in _internal_submodules)
                    yield return entry;
                foreach (var (path, child) in _internal_submodules)
                    foreach (var (key, module) in child.named_modules())
                        yield return ($"{path}.{key}", module);
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(p => p.parameter);
            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) => named_buffers(recurse, include_nonpersistent).Select(b => b.buffer);
            public virtual IEnumerable<Module> modules() => named_modules().Select(m => m.module);
            public virtual IEnumerable<Module> children() => named_children().Select(m => m.module);

            protected virtual Parameter[] _parameters(bool recurse = true) => parameters(recurse).ToArray();
            protected virtual (string name, Parameter parameter)[] _named_parameters() => named_parameters(false).ToArray();
            protected virtual (string name, Tensor buffer)[] _named_buffers() => named_buffers(false).ToArray();

            public virtual bool has_buffer(string target) => get_buffer(target) is not null;
            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual Tensor? get_buffer(string target) =>
                _internal_buffers.TryGetValue(target, out var own) ? own.Item1 : InChild(target, (m, rest) => m.get_buffer(rest));

            public virtual Parameter? get_parameter(string target) =>
                _internal_params.TryGetValue(target, out var own) ? own : InChild(target, (m, rest) => m.get_parameter(rest));

            private T? InChild<T>(string target, Func<Module, string, T?> find) where T : class
            {
                var dot = target.IndexOf('.', StringComparison.Ordinal);
                return dot < 0 ? null : named_children().Where(c => c.name == target[..dot]).Select(c => find(c.module, target[(dot + 1)..])).FirstOrDefault(found => found is not null);
            }

            // ---- state dictionary and files ----------------------------------------------------------------------

            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                string Key(string key) => string.IsNullOrEmpty(prefix) ? key : $"{prefix}.{key}";
                foreach (var (key, parameter) in named_parameters())
                    destination.TryAdd(Key(key), parameter);
                foreach (var (key, buffer) in named_buffers(include_nonpersistent: false))
                    destination.TryAdd(Key(key), buffer);
                // Tensors that several modules share are listed once for each.
                foreach (var (key, child) in _internal_submodules)
                    child.state_dict(destination, Key(key));
                return destination;
            }

            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                ArgumentNullException.ThrowIfNull(source);
                skip ??= [];
                var destination = state_dict();
                var unexpected = source.Keys.Where(k => !skip.Contains(k) && !destination.ContainsKey(k)).ToList();
                var missing = destination.Keys.Where(k => !skip.Contains(k) && !source.ContainsKey(k)).ToList();
                if (strict && (missing.Count > 0 || unexpected.Count > 0))
                    throw new InvalidOperationException("The loaded state_dict is not identical to the target dictionary.");
                using var recordingOff = no_grad();
                foreach (var (key, tensor) in source)
                    if (!skip.Contains(key) && destination.TryGetValue(key, out var target))
                        target.copy_(tensor);
                return (missing, unexpected);
            }

            public static void save_state_dict(BinaryWriter writer, Dictionary<string, Tensor> sd, IList<string>? skip = null)
            {
                var entries = sd.Where(e => skip is null || !skip.Contains(e.Key)).ToArray();
                Utils.LEB128Codec.Encode(writer, entries.Length);
                foreach (var (key, tensor) in entries)
                {
                    writer.Write(key);
                    tensor.Save(writer);
                }
            }

            public Module save(BinaryWriter writer, IList<string>? skip = null)
            {
                save_state_dict(writer, state_dict(), skip);
                return this;
            }

            public Module save(Stream stream, IList<string>? skip = null)
            {
                using var writer = new BinaryWriter(stream);
                return save(writer, skip);
            }

            public Module save(string location, IList<string>? skip = null)
            {
                using var stream = File.Create(location);
                return save(stream, skip);
            }

            public virtual Module load(BinaryReader reader, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                var target = state_dict();
                var entries = Utils.LEB128Codec.Decode(reader);
                if (entries != target.Count && strict)
                    throw new ArgumentException($"Mismatched state_dict sizes: expected {target.Count}, but found {entries} entries.");
                for (long i = 0; i < entries; i++)
                {
                    var key = reader.ReadString();
                    var found = target.TryGetValue(key, out var tensor);
                    if (!found && strict)
                        throw new ArgumentException($"Mismatched module state names: the target modules does not have a submodule or buffer named '{key}'");
                    if (found && skip?.Contains(key) != true)
                        tensor!.Load(reader);
                    else
                        TensorExtensionMethods.Load(reader, skip: true).Dispose();
                    loadedParameters?.Add(key, found);
                }
                return this;
            }

            public Module load(Stream stream, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var reader = new BinaryReader(stream);
                return load(reader, strict, skip, loadedParameters);
            }

            public virtual Module load(string location, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                if (!File.Exists(location))
                    throw new FileNotFoundException(location);
                using var stream = File.OpenRead(location);
                return load(stream, strict, skip, loadedParameters);
            }

            public static Module Create<T>(string path) where T : Module, new() => new T().load(path);
        }
    }
}
