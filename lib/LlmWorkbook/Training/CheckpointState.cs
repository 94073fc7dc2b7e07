using System.Text.Json;

namespace LlmWorkbook.Training;

/// <summary>Where a run stands, besides its tensors and the random state; it knows no trainer.</summary>
public sealed record CheckpointState
{
    /// <summary>Optimiser steps taken.</summary>
    public required int Step { get; init; }

    /// <summary>Training tokens seen.</summary>
    public required long Tokens { get; init; }

    /// <summary>Where the data stream stands: whatever its sampler needs to draw the next batch.</summary>
    public required JsonElement DataCursor { get; init; }

    /// <summary>Anything else worth keeping, such as the best validation loss.</summary>
    public JsonElement? Notes { get; init; }
}
