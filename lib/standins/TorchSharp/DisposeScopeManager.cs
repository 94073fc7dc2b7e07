using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>The dispose scopes of one thread, and counts of its tensors.</summary>
public class DisposeScopeManager
{
    [ThreadStatic] private static DisposeScopeManager? ofThread;

    internal static DisposeScopeManager OfThread => ofThread ??= new();

    public static ThreadDisposeScopeStatistics Statistics => OfThread.ThreadStatistics;

    internal ThreadDisposeScopeStatistics ThreadStatistics { get; } = new();
    internal LifetimeStatistics TensorStatistics => ThreadStatistics.TensorStatistics;
    internal DisposeScope? Current { get; private set; }

    internal DisposeScope Open() => Current = new DisposeScope(this);

    internal DisposeScope? Register(Tensor tensor)
    {
        if (Current is null)
        {
            TensorStatistics.CreatedOutsideScopeCount++;
            return null;
        }
        TensorStatistics.CreatedInScopeCount++;
        Current.Hold(tensor);
        return Current;
    }

    internal void CountDisposal(Tensor tensor)
    {
        if (tensor.OwningDisposeScope is null)
            TensorStatistics.DisposedOutsideScopeCount++;
        else
            TensorStatistics.DisposedInScopeCount++;
    }

    internal void Remove(DisposeScope scope)
    {
        if (Current == scope)
        {
            Current = scope.Outer;
            return;
        }
        for (var s = Current; s is not null; s = s.Outer)
            if (s.Outer == scope)
                s.Outer = scope.Outer;
    }
}

/// <summary>Counts of what this thread has made and disposed.</summary>
public class LifetimeStatistics
{
    public long CreatedOutsideScopeCount { get; internal set; }
    public long DisposedOutsideScopeCount { get; internal set; }
    public long CreatedInScopeCount { get; internal set; }
    public long DisposedInScopeCount { get; internal set; }
    public long AttachedToScopeCount { get; internal set; }
    public long DetachedFromScopeCount { get; internal set; }
    public long ThreadTotalLiveCount => CreatedInScopeCount - DisposedInScopeCount + CreatedOutsideScopeCount - DisposedOutsideScopeCount;

    public void Reset() => CreatedOutsideScopeCount = DisposedOutsideScopeCount = CreatedInScopeCount = DisposedInScopeCount = AttachedToScopeCount = DetachedFromScopeCount = 0;

    public override string ToString() => ThreadDisposeScopeStatistics.Format(this);
}

/// <summary>Counts of one thread; tensors are all there is to count.</summary>
public class ThreadDisposeScopeStatistics
{
    public LifetimeStatistics TensorStatistics { get; } = new();
    public LifetimeStatistics PackedSequenceStatistics { get; } = new();

    public long CreatedOutsideScopeCount => TensorStatistics.CreatedOutsideScopeCount;
    public long DisposedOutsideScopeCount => TensorStatistics.DisposedOutsideScopeCount;
    public long CreatedInScopeCount => TensorStatistics.CreatedInScopeCount;
    public long DisposedInScopeCount => TensorStatistics.DisposedInScopeCount;
    public long AttachedToScopeCount => TensorStatistics.AttachedToScopeCount;
    public long DetachedFromScopeCount => TensorStatistics.DetachedFromScopeCount;
    public long ThreadTotalLiveCount => TensorStatistics.ThreadTotalLiveCount;

    public void Reset()
    {
        TensorStatistics.Reset();
        PackedSequenceStatistics.Reset();
    }

    public override string ToString() => Format(TensorStatistics);

    internal static string Format(LifetimeStatistics s) => string.Join("; ",
        $"ThreadTotalLiveCount: {s.ThreadTotalLiveCount}",
        $"CreatedOutsideScopeCount: {s.CreatedOutsideScopeCount}",
        $"DisposedOutsideScopeCount: {s.DisposedOutsideScopeCount}",
        $"CreatedInScopeCount: {s.CreatedInScopeCount}",
        $"DisposedInScopeCount: {s.DisposedInScopeCount}",
        $"AttachedToScopeCount: {s.AttachedToScopeCount}",
        $"DetachedFromScopeCount: {s.DetachedFromScopeCount}");
}
