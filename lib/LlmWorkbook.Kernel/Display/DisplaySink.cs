namespace Microsoft.DotNet.Interactive;

/// <summary>Where displayed values go. One per process: the evaluator sets it, <c>display</c> uses it.</summary>
internal abstract class DisplaySink
{
    /// <summary>The sink in use.</summary>
    public static DisplaySink Current { get; set; } = new Nowhere();

    /// <summary>Shows something new.</summary>
    public abstract void Display(Dictionary<string, string> data, string displayId);

    /// <summary>Replaces something shown.</summary>
    public abstract void Update(Dictionary<string, string> data, string displayId);

    /// <summary>Removes the cell's outputs so far, or when the next one comes.</summary>
    public abstract void Clear(bool wait);

    private sealed class Nowhere : DisplaySink
    {
        public override void Display(Dictionary<string, string> data, string displayId) { }

        public override void Update(Dictionary<string, string> data, string displayId) { }

        public override void Clear(bool wait) { }
    }
}
