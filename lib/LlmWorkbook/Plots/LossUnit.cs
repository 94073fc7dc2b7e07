namespace LlmWorkbook.Plots;

/// <summary>In which unit a loss, which is kept in nats per token, is drawn.</summary>
/// <param name="Title">What the axis says, the unit in brackets.</param>
/// <param name="FromNats">The loss in this unit from that in nats per token.</param>
public sealed record LossUnit(string Title, Func<double, double> FromNats)
{
    /// <summary>Nats per token, as the objectives give it.</summary>
    public static LossUnit Nats { get; } = new("loss (nats/token)", nats => nats);

    /// <summary>Bits per token: nats / log 2.</summary>
    public static LossUnit Bits { get; } = new("loss (bits/token)", nats => nats / Math.Log(2));

    /// <summary>Among how many equally likely tokens the model chooses: e^nats.</summary>
    public static LossUnit Perplexity { get; } = new("perplexity (tokens)", Math.Exp);

    /// <summary>Bits per byte of UTF-8, which compares models with different tokenizers: nats / log 2 / bytes.</summary>
    /// <param name="bytesPerToken">Mean length of the text's tokens in bytes.</param>
    /// <exception cref="WorkbookException">The length is not above 0.</exception>
    public static LossUnit BitsPerByte(double bytesPerToken) => bytesPerToken > 0
        ? new("loss (bits/byte)", nats => nats / Math.Log(2) / bytesPerToken)
        : throw new WorkbookException($"A token has {bytesPerToken} bytes on average; give a number above 0.");
}
