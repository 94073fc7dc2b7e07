// Usage: StandIns.Fuzz LAST_MEMBER_FILE CALLS SEED [MEMBER]
// Calls public members of TorchSharp with arguments that are mostly wrong. Before each call the member and its arguments
// are written to LAST_MEMBER_FILE, so that they are known when the process dies. Exit code 0: every call returned or threw
// a sensible managed exception; 1: something else was thrown.
using StandIns.Fuzz;

var (file, calls, seed) = (Path.GetFullPath(args[0]), int.Parse(args[1]), int.Parse(args[2]));
var only = args.ElementAtOrDefault(3);

// Files that members save go to a folder that is removed afterwards; what members print goes nowhere.
var folder = Directory.CreateTempSubdirectory("standins-fuzz-");
Environment.CurrentDirectory = folder.FullName;
var console = Console.Out;
Console.SetOut(TextWriter.Null);
MemoryLimit.Set(3L << 30);

using var last = new LastCall(file);
var random = new Random(seed);
var members = Members.All().Where(m => only is null || m.ToString().Contains(only, StringComparison.Ordinal)).ToArray();
var odd = 0;
for (var i = 0; i < calls; i++)
{
    // Every member in turn, in an order that differs from round to round.
    if (i % members.Length == 0)
        random.Shuffle(members);
    using var values = new Values(random.Next());
    odd += members[i % members.Length].Try(values, last, complain: console.WriteLine) ? 0 : 1;
    ProcessState.Restore();
    if (i % 1000 == 999)
        GC.Collect();
}
GC.Collect();
GC.WaitForPendingFinalizers();
Environment.CurrentDirectory = "/";
folder.Delete(recursive: true);
console.WriteLine($"{members.Length} members, {calls} calls, {odd} odd exceptions");
return odd == 0 ? 0 : 1;
