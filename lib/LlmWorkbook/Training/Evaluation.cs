using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Training;

/// <summary>Asking a model without training it.</summary>
internal static class Evaluation
{
    /// <summary>What <paramref name="ask"/> says while the model is in evaluation mode, without gradients; the tensors that it makes are freed.</summary>
    public static T Of<T>(Module model, Func<T> ask)
    {
        bool wasTraining = model.training;
        model.eval();
        try
        {
            using var _ = no_grad();
            using var scope = NewDisposeScope();
            return ask();
        }
        finally
        {
            model.train(wasTraining);
        }
    }
}
