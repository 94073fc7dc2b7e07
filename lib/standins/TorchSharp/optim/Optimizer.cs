using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Changes parameters by their gradients.</summary>
            public abstract partial class Optimizer : IDisposable
            {
                protected IList<ParamGroup> _parameter_groups = [];

                protected Optimizer(IntPtr handle)
                {
                }

                ~Optimizer() => Dispose(false);

                public void Dispose()
                {
                    Dispose(true);
                    GC.SuppressFinalize(this);
                }

                protected virtual void Dispose(bool disposing)
                {
                    if (disposing)
                        DisposeState();
                }

                private protected virtual void DisposeState()
                {
                }

                public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;

                public virtual IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(g => g.Parameters);

                public virtual void add_param_group(ParamGroup param_group) => throw new NotImplementedException("add_param_group");

                /// <summary>Sets all gradients to zero; they stay there.</summary>
                public virtual void zero_grad()
                {
                    foreach (var p in parameters())
                    {
                        using var grad = p.grad;
                        grad?.zero_();
                    }
                }

                public virtual Tensor? step(Func<Tensor>? closure = null) => throw new NotImplementedException("step");

                public class StateDictionary
                {
                    internal StateDictionary()
                    {
                    }

                    public List<OptimizerOptions> Options { get; } = [];
                    public List<OptimizerState> State { get; } = [];
                    public List<List<int>> StateIndexRef { get; } = [];
                }
            }

            public interface ILearningRateController
            {
                double LearningRate { get; set; }
                double InitialLearningRate { get; set; }
            }

            public interface IMomentum
            {
                double Momentum { get; set; }
            }

            public interface IBetas
            {
                (double, double) Betas { get; set; }
            }
        }
    }

    namespace Modules
    {
        /// <summary>An optimizer that keeps a state for each parameter.</summary>
        public abstract class OptimizerHelper : torch.optim.Optimizer
        {
            protected OptimizerOptions _defaults = new();
            protected OrderedDict<IntPtr, OptimizerState> _state = new();

            public OptimizerHelper() : base(IntPtr.Zero)
            {
            }

            private protected override void DisposeState()
            {
                foreach (var state in _state.values())
                    (state as IDisposable)?.Dispose();
            }

            public override void add_param_group(ParamGroup param_group) => _parameter_groups.Add(param_group);

            /// <summary>Runs the body for every group, unrecorded and in a scope of its own.</summary>
            protected torch.Tensor? _step<T>(Action<T> body, Func<torch.Tensor>? loss_closure = null) where T : ParamGroup
            {
                torch.Tensor? loss = null;
                if (loss_closure is not null)
                    using (torch.enable_grad())
                        loss = loss_closure();
                using var recordingOff = torch.no_grad();
                using var scope = torch.NewDisposeScope();
                foreach (var group in _parameter_groups)
                    body((T)group);
                return loss;
            }

            /// <summary>The parameters of a group that have gradients, with their states.</summary>
            private protected List<(Parameter parameter, torch.Tensor grad, TState state)> Live<TState>(ParamGroup group, bool maximize) where TState : OptimizerState
            {
                var live = new List<(Parameter, torch.Tensor, TState)>();
                foreach (var p in group.Parameters)
                    if (p.grad is { } grad)
                        live.Add((p, maximize ? grad.neg() : grad, (TState)_state[p.Handle]));
                return live;
            }

            public void to(torch.Device device)
            {
                foreach (var state in _state.values())
                    state.to(device);
            }

            // ---- state: in memory and in TorchSharp's own binary form ------------------------------------------

            public virtual StateDictionary state_dict()
            {
                var dictionary = new StateDictionary();
                var index = 0;
                foreach (var group in _parameter_groups)
                {
                    dictionary.Options.Add(group.Options);
                    var indices = new List<int>();
                    dictionary.StateIndexRef.Add(indices);
                    foreach (var p in group.Parameters)
                    {
                        indices.Add(index++);
                        dictionary.State.Add(_state[p.Handle]);
                    }
                }
                return dictionary;
            }

            public virtual void load_state_dict(StateDictionary state_dict)
            {
                var own = this.state_dict();
                RequireSame(own, state_dict.Options.Count, state_dict.State.Count);
                for (var i = 0; i < own.Options.Count; i++)
                    if (own.Options[i] != state_dict.Options[i])
                        own.Options[i].LoadStateDict(state_dict.Options[i]);
                for (var i = 0; i < own.State.Count; i++)
                    if (own.State[i] != state_dict.State[i])
                        own.State[i].LoadStateDict(state_dict.State[i]);
            }

            public void save_state_dict(string location)
            {
                using var writer = new BinaryWriter(File.Create(location));
                save_state_dict(writer);
            }

            public void save_state_dict(BinaryWriter writer)
            {
                writer.Write(GetType().Name);
                var own = state_dict();
                writer.Encode(own.Options.Count);
                writer.Encode(own.State.Count);
                own.Options.ForEach(o => o.SaveStateDict(writer));
                own.State.ForEach(s => s.SaveStateDict(writer));
            }

            public void load_state_dict(string location)
            {
                using var reader = new BinaryReader(File.OpenRead(location));
                load_state_dict(reader);
            }

            public void load_state_dict(BinaryReader reader)
            {
                var name = reader.ReadString();
                if (name != GetType().Name)
                    throw new InvalidDataException($"Mismatched optimizer type: expected '{GetType().Name}', but found '{name}' in the loaded stream.");
                var own = state_dict();
                RequireSame(own, reader.Decode(), reader.Decode());
                own.Options.ForEach(o => o.LoadStateDict(reader));
                own.State.ForEach(s => s.LoadStateDict(reader));
            }

            private static void RequireSame(StateDictionary own, long options, long states)
            {
                if (options != own.Options.Count)
                    throw new ArgumentException("Invalid optimizer state -- different number of parameter groups.");
                if (states != own.State.Count)
                    throw new ArgumentException("Invalid optimizer state -- different number of states.");
            }
        }

        /// <summary>The settings of a group of parameters.</summary>
        public class OptimizerOptions
        {
            public double? LearningRate { get; set; }
            public double InitialLearningRate { get; set; }

            public virtual void SaveStateDict(BinaryWriter writer)
            {
                writer.Write(InitialLearningRate);
                writer.Write(LearningRate!.Value);
            }

            public virtual void LoadStateDict(BinaryReader reader) => (InitialLearningRate, LearningRate) = (reader.ReadDouble(), reader.ReadDouble());

            public virtual void LoadStateDict(OptimizerOptions source) => (InitialLearningRate, LearningRate) = (source.InitialLearningRate, source.LearningRate);
        }

        /// <summary>What an optimizer remembers of one parameter.</summary>
        public abstract class OptimizerState
        {
            protected Parameter _parameter;

            protected OptimizerState(Parameter parameter) => _parameter = parameter;

            public abstract void Initialize(OptimizerOptions options);
            public abstract void SaveStateDict(BinaryWriter writer);
            public abstract void LoadStateDict(BinaryReader reader);
            public abstract void LoadStateDict(OptimizerState source);
            public virtual bool ApproximatelyEquals(OptimizerState other) => false;

            public virtual void to(torch.Device device)
            {
            }

            protected static void SaveConditionalStateTensor(BinaryWriter writer, torch.Tensor? tensor)
            {
                writer.Write(tensor is not null);
                tensor?.Save(writer);
            }

            protected static void LoadConditionalStateTensor(BinaryReader reader, ref torch.Tensor? result, torch.Device device)
            {
                if (!reader.ReadBoolean())
                {
                    result?.Dispose();
                    result = null;
                    return;
                }
                TensorExtensionMethods.Load(ref result, reader);
                result = result!.to(device, disposeAfter: true);
            }
        }

        /// <summary>Parameters that share their settings.</summary>
        public class ParamGroup : torch.optim.ILearningRateController
        {
            public IEnumerable<Parameter> Parameters { get; set; } = [];
            public OptimizerOptions Options { get; set; } = null!;

            public double LearningRate { get => Options.LearningRate!.Value; set => Options.LearningRate = value; }
            public double InitialLearningRate { get => Options.InitialLearningRate; set => Options.InitialLearningRate = value; }
        }

        public class ParamGroup<TOptions> : ParamGroup where TOptions : OptimizerOptions
        {
            public ParamGroup()
            {
            }

            public ParamGroup(IEnumerable<Parameter> parameters, TOptions? options = null) => (Parameters, base.Options) = (parameters, options!);

            public new TOptions Options { get => (TOptions)base.Options; set => base.Options = value; }
        }
    }
}
