using System.Globalization;
using System.Text.Json.Nodes;
using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Training;

/// <summary>
/// Models of the world in the files of Hugging Face's transformers, where they are a GPT-2: <c>config.json</c>,
/// <c>generation_config.json</c>, <c>model.safetensors</c>, <c>tokenizer.json</c> and <c>tokenizer_config.json</c> in one folder.
/// </summary>
public static class HuggingFace
{
    private const string EndOfText = "<|endoftext|>";
    private const string EndOfTurn = "<|end|>";

    /// <summary>Writes a language model, GPT2LMHeadModel.</summary>
    /// <param name="folder">Where; made if it does not exist.</param>
    /// <param name="model">A decoder with the shared tokenizer.</param>
    /// <param name="isChat">Whether it ends what it says with <c>&lt;|end|&gt;</c>, as a model does that has learned to chat, or with <c>&lt;|endoftext|&gt;</c>.</param>
    /// <exception cref="WorkbookException">The model has another vocabulary, or a file cannot be written.</exception>
    public static void Write(string folder, Decoder model, bool isChat)
    {
        Write(folder, "GPT2LMHeadModel", model.Config, model, isChat, []);
        JsonFile.Write(Path.Combine(folder, "generation_config.json"), Ends(isChat));
    }

    /// <summary>Writes a reward model, GPT2ForSequenceClassification with a single label: it reads the last token that is no padding, as ours does.</summary>
    /// <inheritdoc cref="Write(string, Decoder, bool)"/>
    public static void Write(string folder, RewardModel model) => Write(folder, "GPT2ForSequenceClassification", model.Config, model, isChat: true, new()
    {
        ["id2label"] = new JsonObject { ["0"] = "reward" },
        ["label2id"] = new JsonObject { ["reward"] = 0 },
    });

    private static void Write(string folder, string architecture, TransformerConfig config, nn.Module model, bool isChat, JsonObject more)
    {
        if (config.VocabularySize != WorldTokenizer.Size)
            throw new WorkbookException($"The model has {config.VocabularySize} tokens, the shared tokenizer {WorldTokenizer.Size}; only a model of the world can be exported with it.");
        Directory.CreateDirectory(folder);
        JsonFile.Write(Path.Combine(folder, "config.json"), Merged(new()
        {
            ["architectures"] = new JsonArray(architecture),
            ["model_type"] = "gpt2",
            ["vocab_size"] = config.VocabularySize,
            ["n_positions"] = config.BlockSize,
            ["n_embd"] = config.Width,
            ["n_layer"] = config.Layers,
            ["n_head"] = config.Heads,
            ["n_inner"] = 4 * config.Width,
            ["activation_function"] = config.TanhGelu ? "gelu_new" : "gelu",
            ["layer_norm_epsilon"] = Float(1e-5),
            ["initializer_range"] = Float(0.02),
            ["embd_pdrop"] = Float(config.Dropout),
            ["resid_pdrop"] = Float(config.Dropout),
            ["attn_pdrop"] = Float(config.Dropout),
            ["tie_word_embeddings"] = config.TiedHead,
            ["dtype"] = "float32",
        }, Ends(isChat), more));
        using (NewDisposeScope())
        using (no_grad())
            Safetensors.Save(Path.Combine(folder, "model.safetensors"), Weights(model, config.Bias), new Dictionary<string, string> { ["format"] = "pt" });
        TokenizerJson.Write(WorldTokenizer.Vocabulary, Path.Combine(folder, "tokenizer.json"));
        JsonFile.Write(Path.Combine(folder, "tokenizer_config.json"), new JsonObject
        {
            // Any other class would build GPT-2's own pre-tokenisation instead of reading that of tokenizer.json.
            ["tokenizer_class"] = "PreTrainedTokenizerFast",
            ["model_max_length"] = config.BlockSize,
            ["bos_token"] = EndOfText,
            ["eos_token"] = isChat ? EndOfTurn : EndOfText,
            ["pad_token"] = "[PAD]",
            ["clean_up_tokenization_spaces"] = false,
            ["chat_template"] = ChatTemplate.Jinja,
        });
    }

    private static JsonObject Ends(bool isChat) => new()
    {
        ["bos_token_id"] = WorldTokenizer.Special.End,
        ["eos_token_id"] = isChat ? ChatTemplate.End : WorldTokenizer.Special.End,
        ["pad_token_id"] = WorldTokenizer.Special.Pad,
    };

    /// <summary>A number that Python reads as a float, 0 too.</summary>
    private static JsonNode Float(double value) => JsonNode.Parse(value.ToString("0.0##############", CultureInfo.InvariantCulture))!;

    /// <summary>
    /// The parameters under Hugging Face's names. Its linear layers inside the blocks are Conv1D, whose weights are (in, out); it has
    /// a bias everywhere, 0 where ours has none.
    /// </summary>
    private static IEnumerable<(string, Tensor)> Weights(nn.Module model, bool hasBias)
    {
        // A reward model's body is the transformer alone: its output head, if it has one of its own, is not used.
        bool isReward = model is RewardModel;
        foreach (var (ours, tensor) in model.state_dict())
        {
            if (isReward && ours.EndsWith("lm_head.weight", StringComparison.Ordinal))
                continue;
            string name = isReward && ours.StartsWith("model.", StringComparison.Ordinal) ? ours["model.".Length..] : ours;
            bool isLinear = name.EndsWith("c_attn.weight", StringComparison.Ordinal) || name.EndsWith("c_proj.weight", StringComparison.Ordinal) || name.EndsWith("c_fc.weight", StringComparison.Ordinal);
            yield return (name, isLinear ? tensor.t() : tensor);                                    // (out, in) to (in, out)
            if (!hasBias && (isLinear || tensor.dim() == 1))
                yield return (name[..^"weight".Length] + "bias", zeros(tensor.shape[0], device: tensor.device));
        }
    }

    private static JsonObject Merged(JsonObject first, params IEnumerable<JsonObject> more)
    {
        foreach (var (name, value) in more.SelectMany(o => o).ToList())
            first[name] = value?.DeepClone();
        return first;
    }
}
