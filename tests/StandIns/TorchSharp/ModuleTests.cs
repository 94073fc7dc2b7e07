using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.StandIns.TorchSharp;

/// <summary>Modules: names, state, files, training and evaluation.</summary>
public class ModuleTests
{
    private sealed class Net : nn.Module<Tensor, Tensor>
    {
        internal readonly ModuleList<nn.Module<Tensor, Tensor>> blocks;
        internal readonly LayerNorm norm;
        internal readonly Parameter scale;
        internal readonly Tensor offset;
        internal readonly Sequential tail;

        public Net() : base(nameof(Net))
        {
            blocks = nn.ModuleList<nn.Module<Tensor, Tensor>>(nn.Linear(3, 3), nn.Linear(3, 3, hasBias: false));
            norm = nn.LayerNorm(3);
            scale = nn.Parameter(ones(3));
            offset = zeros(3);
            tail = nn.Sequential(("act", nn.GELU()), ("drop", nn.Dropout(0.5)), ("out", nn.Linear(3, 1)));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            foreach (var block in blocks)
                x = block.call(x);
            return tail.call(norm.call(x) * scale + offset);
        }
    }

    private static readonly string[] Keys =
        ["scale", "blocks.0.weight", "blocks.0.bias", "blocks.1.weight", "norm.weight", "norm.bias", "tail.out.weight", "tail.out.bias", "offset"];

    [Fact]
    public void FieldsAreTheKeys()
    {
        using var net = new Net();
        Assert.Equal(Keys.Order(), net.state_dict().Keys.Order());
        Assert.Equal(Keys.Except(["offset"]).Order(), net.named_parameters().Select(p => p.name).Order());
        Assert.Equal(["offset"], net.named_buffers().Select(b => b.name));
        Assert.Equal(["blocks", "norm", "tail"], net.named_children().Select(c => c.name).Order());
        Assert.Contains("tail.out", net.named_modules().Select(m => m.name));
        Assert.NotNull(net.get_parameter("blocks.1.weight"));
        Assert.Null(net.get_parameter("blocks.1.bias"));
        Assert.True(net.parameters().All(p => p.requires_grad));
    }

    [Fact]
    public void TrainingAndEvaluation()
    {
        using var net = new Net();
        Assert.True(net.training);
        net.eval();
        Assert.All(net.modules(), m => Assert.False(m.training));
        var x = ones(4, 3);
        Assert.True(net.call(x).allclose(net.call(x)));
        net.train();
        Assert.All(net.modules(), m => Assert.True(m.training));
        torch.manual_seed(1);
        Assert.False(net.call(ones(64, 3)).allclose(net.call(ones(64, 3))));
    }

    [Fact]
    public void StateIsLoadedByKey()
    {
        using var one = new Net();
        using var other = new Net();
        var (missing, unexpected) = other.load_state_dict(one.state_dict());
        Assert.Empty(missing);
        Assert.Empty(unexpected);
        Assert.All(Keys, k => Assert.True(other.state_dict()[k].allclose(one.state_dict()[k])));
        var part = new Dictionary<string, Tensor> { ["scale"] = zeros(3), ["nothing"] = zeros(1) };
        Assert.Throws<InvalidOperationException>(() => other.load_state_dict(part));
        Assert.Equal(["nothing"], other.load_state_dict(part, strict: false).unexpected_keyes);
        Assert.Equal([0, 0, 0], other.scale.data<float>().ToArray());
    }

    [Fact]
    public void FilesHoldTheState()
    {
        using var stream = new MemoryStream();
        nn.Linear(2, 3).save(stream);
        Assert.Equal(56, stream.ToArray().Length);

        using var net = new Net();
        using var file = new MemoryStream();
        net.save(file);
        using var other = new Net();
        other.load(new MemoryStream(file.ToArray()));
        Assert.All(Keys, k => Assert.True(other.state_dict()[k].allclose(net.state_dict()[k])));
        Assert.Contains("Mismatched tensor shape", Assert.Throws<ArgumentException>(() => nn.Linear(3, 2).load(new MemoryStream(stream.ToArray()))).Message, StringComparison.Ordinal);
    }

    [StandinOnlyFact]
    public void MovedToMetaEverythingIsThere()
    {
        using var net = new Net().to("meta");
        Assert.All(net.parameters(), p => Assert.Equal(DeviceType.META, p.device_type));
        Assert.All(net.buffers(), b => Assert.Equal(DeviceType.META, b.device_type));
        Assert.Equal(DeviceType.META, net.scale.device_type);
        Assert.Equal([5, 1], net.call(zeros(5, 3, device: META)).shape);
        Assert.True(net.scale.requires_grad);
        Assert.Equal(ScalarType.Float64, new Net().to(ScalarType.Float64).scale.dtype);
        Assert.Throws<ArgumentException>(() => new Net().to(ScalarType.Int64));
    }

    [Fact]
    public void GradientsAreClearedToNull()
    {
        using var net = new Net();
        net.call(ones(2, 3)).sum().backward();
        Assert.NotNull(net.scale.grad);
        net.zero_grad();
        Assert.Null(net.scale.grad);
    }

    [Fact]
    public void SharedParametersAreListedOnceButSavedByBothNames()
    {
        using var tied = new Tied();
        Assert.Single(tied.parameters());
        Assert.Equal(["a.weight", "b.weight"], tied.state_dict().Keys.Order());
    }

    private sealed class Tied : nn.Module<Tensor, Tensor>
    {
        private readonly Linear a = nn.Linear(2, 2, hasBias: false);
        private readonly Linear b;

        public Tied() : base(nameof(Tied))
        {
            b = nn.Linear(a.weight);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => b.call(a.call(input));
    }

    [Fact]
    public void HooksSeeInputAndOutput()
    {
        using var linear = nn.Linear(2, 2);
        var before = linear.register_forward_pre_hook((_, input) => input * 0);
        var after = linear.register_forward_hook((_, _, output) => output + 1);
        Assert.True(linear.call(ones(1, 2)).allclose(linear.bias! + 1));
        before.remove();
        after.remove();
        Assert.True(linear.call(zeros(1, 2)).allclose(linear.bias!));
    }

    [Fact]
    public void LayersCompute()
    {
        Assert.Equal([-1.2247, 0, 1.2247], nn.LayerNorm(3).call(tensor(new[] { 1f, 2f, 3f })).detach().data<float>().Select(v => Math.Round(v, 4)));
        var table = nn.Embedding(4, 2);
        Assert.True(table.call(tensor(new[] { 3, 3 }))[0].allclose(table.weight![3]));
        Assert.Equal([2, 2], table.call(tensor(new long[] { 0, 1 })).shape);
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => nn.Linear(3, 2).call(ones(1, 2)));
        Assert.Equal("TorchSharp.Modules.Linear", nn.Linear(2, 2).ToString());
        Assert.Equal("Linear", nn.Linear(2, 2).GetName());
        Assert.Equal([10, 3], nn.ModuleDict<nn.Module<Tensor, Tensor>>(("a", nn.Linear(2, 3)))["a"].call(ones(10, 2)).shape);
        Assert.Equal(2, nn.Sequential(nn.ReLU(), nn.Tanh()).Count);
    }
}
