using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Models;

/// <summary>
/// An encoder that names classes instead of words (Devlin et al. 2019, section 4): one linear head on its hidden states. Asked at [CLS]
/// it judges the whole text, asked at every word it tags. It is trained like the encoder itself, on the places that are asked for. The
/// head begins at 0, so all K classes are equally likely and the loss begins at log K.
/// </summary>
public sealed class Classifier : Module<Tensor, Tensor>
{
    [ComponentName(Name = "bert")] private readonly Encoder body;
    [ComponentName(Name = "classifier")] private readonly Linear head;

    /// <summary>A classifier on an encoder.</summary>
    /// <param name="body">The encoder, from now on the classifier's own.</param>
    /// <param name="classes">Number of classes, K.</param>
    /// <exception cref="WorkbookException">There are fewer than two classes.</exception>
    public Classifier(Encoder body, int classes) : base(nameof(Classifier))
    {
        this.body = body;
        Classes = Check.AtLeast(classes, 2, nameof(classes));
        head = ZeroHead.For(body, body.Config, classes);
        RegisterComponents();
    }

    /// <summary>Number of classes, K.</summary>
    public int Classes { get; }

    /// <summary>Where the parameters are.</summary>
    public Device Device => body.Device;

    /// <summary>Scores of every class at every position, where there is no padding: int64 (B, T) to float (B, T, K).</summary>
    public override Tensor forward(Tensor tokens)
    {
        using var hidden = Hidden(tokens);
        return Scores(hidden);
    }

    /// <summary>The encoder's hidden states: int64 (B, T) to float (B, T, C).</summary>
    /// <param name="tokens">Token ids, int64 (B, T).</param>
    /// <param name="isPad">True where nobody may look, bool (B, T); null if there is no padding.</param>
    public Tensor Hidden(Tensor tokens, Tensor? isPad = null) => body.Hidden(tokens, isPad);

    /// <summary>Scores of every class from hidden states: float (..., C) to (..., K).</summary>
    public Tensor Scores(Tensor hidden) => head.call(hidden);
}
