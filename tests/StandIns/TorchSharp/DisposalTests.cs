using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.StandIns.TorchSharp;

/// <summary>Scopes, statistics and what a disposed tensor says.</summary>
public class DisposalTests
{
    [Fact]
    public void AScopeDisposesWhatWasMadeInIt()
    {
        Tensor inner, kept;
        using (var scope = NewDisposeScope())
        {
            inner = rand(2);
            kept = rand(2).DetachFromDisposeScope();
            Assert.Equal(1, scope.DisposablesCount);
            Assert.True(scope.Contains(inner));
            Assert.Same(scope, CurrentDisposeScope);
        }
        Assert.True(inner.IsInvalid);
        Assert.False(kept.IsInvalid);
        Assert.Equal("Tensor invalid -- empty handle.", Assert.Throws<InvalidOperationException>(() => inner.sum()).Message);
        kept.Dispose();
        kept.Dispose();
    }

    [Fact]
    public void ATensorMovesOutwards()
    {
        using var outer = NewDisposeScope();
        Tensor moved;
        using (NewDisposeScope())
            moved = rand(2).MoveToOuterDisposeScope();
        Assert.False(moved.IsInvalid);
        Assert.True(outer.Contains(moved));
        using (var inner = NewDisposeScope())
        {
            inner.Attach(moved);
            Assert.False(outer.Contains(moved));
        }
        Assert.True(moved.IsInvalid);
    }

    [Fact]
    public void OnlyTheResultSurvives()
    {
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using var t = WrappedTensorDisposeScope(() => rand(3) + rand(3) * 2);
        Assert.False(t.IsInvalid);
        Assert.Equal(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void StatisticsCount()
    {
        var s = DisposeScopeManager.Statistics;
        s.Reset();
        var outside = rand(1);
        using (NewDisposeScope())
        {
            rand(1).Dispose();
            _ = rand(1);
        }
        Assert.Equal((1, 2, 2, 1), (s.CreatedOutsideScopeCount, s.CreatedInScopeCount, s.DisposedInScopeCount, s.ThreadTotalLiveCount));
        outside.Dispose();
        Assert.Equal((1, 0), (s.DisposedOutsideScopeCount, s.ThreadTotalLiveCount));
    }

    [Fact]
    public void EverythingButWhatIsKept()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (rand(1), rand(1));
        scope.DisposeEverythingBut(a);
        Assert.False(a.IsInvalid);
        Assert.True(b.IsInvalid);
    }

    [Fact]
    public void TrainingStepsLeaveNothingBehind()
    {
        using var net = nn.Sequential(("a", nn.Linear(4, 8)), ("act", nn.GELU()), ("b", nn.Linear(8, 1)));
        using var adamw = optim.AdamW(net.parameters());
        void Step()
        {
            using var scope = NewDisposeScope();
            adamw.zero_grad();
            var loss = net.call(rand(16, 4)).square().mean();
            loss.backward();
            nn.utils.clip_grad_norm_(net.parameters(), 1);
            adamw.step();
        }
        Step();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 100; i++)
            Step();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void AParameterTakesTheTensorsPlace()
    {
        using var scope = NewDisposeScope();
        var data = rand(2);
        var parameter = new Parameter(data);
        Assert.True(data.IsInvalid);
        Assert.True(parameter.requires_grad);
        Assert.True(scope.Contains(parameter));
    }

    [StandinOnlyFact]
    public void AnAccessorOutlivesItsTensor()
    {
        var t = tensor(new[] { 1f, 2f });
        using var data = t.data<float>();
        t.Dispose();
        Assert.Equal([1, 2], data.ToArray());
    }

    [StandinOnlyFact]
    public void ForgottenTensorsAreFreed()
    {
        static void Forget()
        {
            for (var i = 0; i < 100; i++)
                _ = rand(1000);
        }
        Forget();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        Forget();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.InRange(Tensor.TotalCount - before, -100, 20);
    }

    [Fact]
    public void NoSuchDevice()
    {
        if (cuda.is_available())
            return;
        Assert.Contains("Torch device type CUDA did not initialise on the current machine", Assert.Throws<InvalidOperationException>(() => rand(2).to(torch.device("cuda"))).Message, StringComparison.Ordinal);
    }
}
