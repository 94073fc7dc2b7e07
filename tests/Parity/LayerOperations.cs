using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace LlmWorkbook.Tests.Parity;

/// <summary>The C# side of cases/layers.py and cases/attention.py.</summary>
internal static class LayerOperations
{
    public static readonly Dictionary<string, Operation> Layers = new()
    {
        ["linear"] = x => [linear(x("x"), x("weight"), x("bias"))],
        ["linear_no_bias"] = x => [linear(x("x"), x("weight"))],
        ["layer_norm"] = x => [layer_norm(x("x"), [8], x("weight"), x("bias"))],
        ["layer_norm_no_bias"] = x => [layer_norm(x("x"), [8], x("weight"))],
        ["embedding"] = x =>
        {
            var layer = nn.Embedding(6, 4);
            layer.weight = (Parameter)x("weight");
            return [layer.call(x("tokens"))];
        },
        ["gelu"] = x => [gelu(x("x"))],
        ["gelu_tanh"] = x => [gelu(x("x"), GELU.Approximate.tanh)],
        ["activations"] = x => [relu(x("x")), silu(x("x")), x("x").sigmoid(), x("x").tanh(), softplus(x("x"))],
        ["softmax"] = x => [softmax(x("x"), -1L), softmax(x("x"), 1L)],
        ["log_softmax"] = x => [log_softmax(x("x"), -1), log_softmax(x("x"), 0)],
    };

    public static readonly Dictionary<string, Operation> Attention = new()
    {
        ["attention_causal"] = Causal,
        ["attention_causal_one_token"] = Causal,
        ["attention_causal_many_heads"] = Causal,
        ["attention_causal_long"] = Causal,
        ["attention_causal_double"] = Causal,
        ["attention_full"] = Full,
        ["attention_one_query"] = Full,
        ["attention_is_visible"] = Masked,
        ["attention_added_mask"] = Masked,
    };

    private static Tensor[] Causal(Func<string, Tensor> x) => [scaled_dot_product_attention(x("q"), x("k"), x("v"), is_casual: true)];

    private static Tensor[] Full(Func<string, Tensor> x) => [scaled_dot_product_attention(x("q"), x("k"), x("v"))];

    private static Tensor[] Masked(Func<string, Tensor> x) => [scaled_dot_product_attention(x("q"), x("k"), x("v"), x("mask"))];
}
