using LlmWorkbook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Models;

public sealed class SideBySideTests : IDisposable
{
    private static readonly AsyncLocal<string> Ambient = new();
    private readonly int threads;

    public SideBySideTests()
    {
        _ = Compute.Device;
        threads = get_num_threads();
        set_num_threads(4); // also where there are fewer cores
    }

    public void Dispose() => set_num_threads(threads);

    [Fact]
    public void Both_pieces_run_at_once_each_with_half_of_the_cores_and_all_come_back()
    {
        using var barrier = new Barrier(2);
        (int, int) Piece()
        {
            Assert.True(barrier.SignalAndWait(TimeSpan.FromSeconds(30)));
            return (Environment.CurrentManagedThreadId, get_num_threads());
        }
        var (first, other) = SideBySide.Run(Piece, Piece);
        Assert.Equal(3, new[] { Environment.CurrentManagedThreadId, first.Item1, other.Item1 }.Distinct().Count());
        Assert.Equal((2, 2), (first.Item2, other.Item2));
        Assert.Equal(4, get_num_threads());
    }

    [Fact]
    public void A_piece_may_itself_have_two_pieces() =>
        Assert.Equal(((1, 2), (3, 4)), SideBySide.Run(() => SideBySide.Run(() => 1, () => 2), () => SideBySide.Run(() => 3, () => 4)));

    [Fact]
    public void What_goes_wrong_in_either_is_told_and_nothing_is_left_behind()
    {
        Assert.Equal("here", Assert.Throws<WorkbookException>(() => SideBySide.Run(() => throw new WorkbookException("here"), () => 1)).Message);
        Assert.Equal("there", Assert.Throws<WorkbookException>(() => SideBySide.Run(() => 1, () => throw new WorkbookException("there"))).Message);
        Assert.Equal(4, get_num_threads());
        Assert.Equal((1, 2), SideBySide.Run(() => 1, () => 2));
    }

    [Fact]
    public void Both_pieces_know_the_cell_they_run_in()
    {
        Ambient.Value = "cell 7";
        Assert.Equal(("cell 7", "cell 7"), SideBySide.Run(() => Ambient.Value, () => Ambient.Value));
    }

    [Fact]
    public void Gradients_of_both_add_up()
    {
        using var scope = NewDisposeScope();
        using var w = tensor(new[] { 1f, 2f }, requires_grad: true);
        double Learn(double factor)
        {
            using var inner = NewDisposeScope();
            (factor * w).sum().backward();
            return factor;
        }
        for (int round = 0; round < 50; round++)
            SideBySide.Run(() => Learn(1), () => Learn(2));
        Assert.Equal([150f, 150f], w.grad!.data<float>().ToArray());
    }
}
