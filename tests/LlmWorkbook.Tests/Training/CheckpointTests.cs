using System.Text.Json;
using LlmWorkbook.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Training;

public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ARestoredRunGoesOnBitForBit()
    {
        using var straight = new TinyRun();
        straight.Train(3);
        straight.Save(new CheckpointStore(folder.Path, new { Rate = 0.1 }));
        straight.Train(4);

        using var resumed = new TinyRun(seed: 99);
        var saved = new CheckpointStore(folder.Path).LoadLatest(out var skipped)!;
        saved.Restore(resumed.Model, resumed.Optimizer);
        Assert.Empty(skipped);
        Assert.Equal(3, saved.State.Step);
        Assert.Equal(24, saved.State.Tokens);
        Assert.Equal("cursor", saved.State.DataCursor.GetString());
        Assert.Equal(0.1, saved.Config.GetProperty("Rate").GetDouble());
        resumed.Train(4); // draws dropout masks and inputs from the restored random state
        Assert.Equal(straight.Bits(), resumed.Bits());
    }

    [Fact]
    public void WithoutAnyOfItsPartsItWouldNot()
    {
        using var straight = new TinyRun();
        straight.Train(3);
        var path = straight.Save(new CheckpointStore(folder.Path));
        straight.Train(4);

        using var noMoments = new TinyRun(seed: 99);
        Safetensors.LoadInto(Path.Combine(path, "model.safetensors"), noMoments.Model.state_dict());
        noMoments.Train(4);
        Assert.NotEqual(straight.Bits(), noMoments.Bits());

        using var otherRandomState = new TinyRun(seed: 99);
        new CheckpointStore(folder.Path).LoadLatest(out _)!.Restore(otherRandomState.Model, otherRandomState.Optimizer);
        manual_seed(5);
        otherRandomState.Train(4);
        Assert.NotEqual(straight.Bits(), otherRandomState.Bits());
    }

    [Fact]
    public void AnEmptyFolderHoldsNoCheckpoint()
    {
        Assert.Null(new CheckpointStore(folder.Path).LoadLatest(out var skipped));
        Assert.Null(new CheckpointStore(folder.File("none")).LoadLatest(out _));
        Assert.Empty(skipped);
    }

    [Fact]
    public void TheNewestTwoAreKeptAndLeftoversGo()
    {
        using var run = new TinyRun();
        var store = new CheckpointStore(folder.Path);
        for (var i = 0; i < 4; i++)
        {
            run.Train(1);
            run.Save(store);
            if (i == 2)
                Directory.CreateDirectory(folder.File(".tmp-step-00000009")); // as a kill leaves it
        }
        Assert.Equal(["step-00000003", "step-00000004"], Names());

        run.Save(store); // the same step again
        Assert.Equal(["step-00000003", "step-00000004"], Names());
        Assert.Equal(4, store.LoadLatest(out _)!.State.Step);
    }

    [Fact]
    public void ASetThatWasBeingReplacedIsStillFound()
    {
        using var run = new TinyRun();
        var path = run.Save(new CheckpointStore(folder.Path));
        Directory.Move(path, path + ".old"); // killed between the two renames
        Assert.NotNull(new CheckpointStore(folder.Path).LoadLatest(out var skipped));
        Assert.Empty(skipped);
        run.Save(new CheckpointStore(folder.Path));
        Assert.Equal(["step-00000000"], Names());
    }

    public static TheoryData<string, string> Damages => new()
    {
        { "model.safetensors", "a bit" },
        { "optimizer.safetensors", "a bit" },
        { "state.json", "a bit" },
        { "model.safetensors", "truncated" },
        { "optimizer.safetensors", "truncated" },
        { "state.json", "truncated" },
        { "model.safetensors", "missing" },
        { "optimizer.safetensors", "missing" },
        { "state.json", "missing" },
        { "model.safetensors", "of another step" },
        { "optimizer.safetensors", "of another step" },
        { "state.json", "of another step" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void ADamagedOrMixedSetIsNamedAndTheLastGoodOneUsed(string file, string damage)
    {
        using var run = new TinyRun();
        var store = new CheckpointStore(folder.Path);
        run.Train(1);
        var good = run.Save(store);
        var bits = run.Bits();
        run.Train(1);
        var bad = run.Save(store);
        Damage(Path.Combine(bad, file), damage, Path.Combine(good, file));

        store = new CheckpointStore(folder.Path);
        var saved = store.LoadLatest(out var skipped)!;
        Assert.Equal(good, saved.Folder);
        var sentence = Assert.Single(skipped);
        Assert.StartsWith($"{bad}: {file} {(damage is "missing" ? "is missing" : damage is "of another step" ? "belongs to step 1" : "is damaged")}", sentence);
        Assert.EndsWith("; this checkpoint is skipped.", sentence);
        saved.Restore(run.Model, run.Optimizer);
        Assert.Equal(bits, run.Bits());

        // The next save keeps the good one, not the damaged one, as the previous one.
        run.Train(2);
        run.Save(store);
        Assert.Equal(["step-00000001", "step-00000004"], Names());
    }

    [Fact]
    public void WhenNoSetIsGoodThatIsSaid()
    {
        using var run = new TinyRun();
        var path = run.Save(new CheckpointStore(folder.Path));
        Damage(Path.Combine(path, "model.safetensors"), "a bit", "");
        var e = Assert.Throws<WorkbookException>(() => new CheckpointStore(folder.Path).LoadLatest(out _));
        Assert.StartsWith($"No checkpoint in {folder.Path} is usable; move this folder away to start anew. {path}: model.safetensors is damaged", e.Message);
    }

    [Fact]
    public void AnotherModelsCheckpointChangesNothing()
    {
        using var run = new TinyRun();
        run.Train(1);
        run.Save(new CheckpointStore(folder.Path));
        var saved = new CheckpointStore(folder.Path).LoadLatest(out _)!;

        using var wider = new TinyRun(width: 6);
        var before = wider.Bits();
        var e = Assert.Throws<WorkbookException>(() => saved.Restore(wider.Model, wider.Optimizer));
        Assert.Equal($"{Path.Combine(saved.Folder, "model.safetensors")}: tensor '0.weight' has shape [5, 4] where [6, 4] is expected.", e.Message);
        Assert.Equal(before, wider.Bits());
    }

    [MountFact]
    public void AFullDiskLosesNothing()
    {
        using var disk = new SmallDisk(folder.File("disk"), kilobytes: 240);
        var store = new CheckpointStore(Path.Combine(disk.Path, "run"));
        using var run = new TinyRun(width: 2000); // a set takes about 150 kB: the second does not fit
        run.Train(1);
        run.Save(store);
        var bits = run.Bits();
        run.Train(1);
        var e = Assert.Throws<WorkbookException>(() => run.Save(store));
        Assert.StartsWith("The checkpoint of step 2 was not saved, and those saved before are unchanged: ", e.Message);
        Assert.Contains("No space left on device", e.Message);
        Assert.Equal(["step-00000001"], Directory.GetFileSystemEntries(store.Folder).Select(Path.GetFileName));

        var saved = store.LoadLatest(out var skipped)!;
        Assert.Empty(skipped);
        saved.Restore(run.Model, run.Optimizer);
        Assert.Equal(bits, run.Bits());
    }

    private IEnumerable<string?> Names() => Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order();

    private static void Damage(string path, string damage, string other)
    {
        var bytes = File.ReadAllBytes(path);
        switch (damage)
        {
            case "a bit":
                bytes[bytes.Length / 2] ^= 1;
                File.WriteAllBytes(path, bytes);
                break;
            case "truncated":
                File.WriteAllBytes(path, bytes[..^40]);
                break;
            case "missing":
                File.Delete(path);
                break;
            case "of another step":
                File.Copy(other, path, overwrite: true);
                break;
        }
    }

    /// <summary>A small model with dropout that trains on random inputs.</summary>
    private sealed class TinyRun : IDisposable
    {
        private int step;

        public TinyRun(long seed = 1, int width = 5)
        {
            manual_seed(seed);
            Model = nn.Sequential(("0", nn.Linear(4, width)), ("1", nn.Dropout(0.5)), ("2", nn.Linear(width, 1)));
            Optimizer = optim.AdamW(Model.parameters(), lr: 0.1);
        }

        public Sequential Model { get; }

        public AdamW Optimizer { get; }

        public void Train(int steps)
        {
            for (; steps > 0; steps--, step++)
            {
                using var scope = NewDisposeScope();
                Optimizer.zero_grad();
                Model.call(randn(8, 4)).pow(2).mean().backward();
                Optimizer.step();
            }
        }

        public string Save(CheckpointStore store) =>
            store.Save(new() { Step = step, Tokens = step * 8, DataCursor = JsonSerializer.SerializeToElement("cursor") }, Model, Optimizer);

        public byte[] Bits() => [.. Model.parameters().SelectMany(p => p.bytes.ToArray())];

        public void Dispose()
        {
            Optimizer.Dispose();
            Model.Dispose();
        }
    }
}
