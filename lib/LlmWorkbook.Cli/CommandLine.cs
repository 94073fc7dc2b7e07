using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using LlmWorkbook.Cli.Jupyter;
using LlmWorkbook.Cli.Run;
using LlmWorkbook.Cli.Setup;
using LlmWorkbook.Cli.Test;

namespace LlmWorkbook.Cli;

/// <summary>The verbs of <c>./workbook</c>, their options, and what is said when they are mistyped.</summary>
internal static class CommandLine
{
    public static int Run(string[] args, CancellationToken cancel)
    {
        var workspace = Workspace.Find();
        var system = new LocalSystem(cancel);
        var yes = new Option<bool>("--yes") { Description = "Install missing system packages without asking.", Recursive = true };

        PackageChoice SetUp(ParseResult parsed) => new SetupVerb(workspace, system).Run(new SetupOptions { Yes = parsed.GetValue(yes) });

        var root = new RootCommand("The LLM Training Workbook in C#: run its lessons, test it, see what is installed.")
        {
            yes,
            Setup(workspace, system, yes),
            RunLessons(workspace, system, cancel, SetUp),
            Data(workspace, SetUp),
            Export(workspace, SetUp),
            Test(workspace, system, SetUp),
            Bench(workspace, system, SetUp, yes),
            Kernel(workspace, system, SetUp),
            Lab(workspace, system, SetUp),
            Code(workspace, system, SetUp),
            Verb("doctor", "Show what is installed, what is missing and what to do about it.", _ => new DoctorVerb(workspace, system).Run()),
            Clean(workspace),
        };
        foreach (var help in root.Options.OfType<HelpOption>())
            help.Action = new HelpWithExitCodes((HelpAction)help.Action!);
        var parsed = root.Parse(args.Length == 0 ? ["--help"] : args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (!args.Any(a => a is "--help" or "-h" or "-?" or "--version") && Complaint(parsed) is { } complaint)
            throw complaint;
        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private static Command Setup(Workspace workspace, ISystem system, Option<bool> yes)
    {
        var packages = new Option<string?>("--packages") { Description = "Where TorchSharp and Plotly.NET come from: auto, nuget or standin.", HelpName = "source" };
        var feed = new Option<string?>("--feed") { Description = "A folder of package files to look in too.", HelpName = "folder" };
        var verb = Verb("setup", "Install and build what the workbook needs; quick when nothing is to do.", parsed =>
        {
            var wish = parsed.GetValue(packages);
            if (wish is not null && !PackageChooser.Wishes.Contains(wish))
                throw CliException.Unknown("package source", wish, PackageChooser.Wishes, "valid are auto, nuget and standin");
            var choice = new SetupVerb(workspace, system).Run(new SetupOptions
            {
                Yes = parsed.GetValue(yes),
                IsExplicit = true,
                Packages = wish,
                Feed = parsed.GetValue(feed),
            });
            new KernelBuild(workspace, system).Ensure(again: true);
            Console.WriteLine($"Ready (packages: {choice.Source}).");
            return 0;
        });
        verb.Add(packages);
        verb.Add(feed);
        return verb;
    }

    private static Command RunLessons(Workspace workspace, ISystem system, CancellationToken cancel, Func<ParseResult, PackageChoice> setUp)
    {
        var lessons = new Argument<string[]>("lesson") { Description = "Lessons to run, by name or number; all of them when none is named.", Arity = ArgumentArity.ZeroOrMore };
        var parameters = new Option<string[]>("--parameter", "-p") { Description = "Change one of the lesson's hyper-parameters; may be repeated, the last one counts. A wrong name lists the valid ones.", HelpName = "Name=value" };
        var text = new Option<string?>("--text") { Description = "Train on a UTF-8 text file of yours.", HelpName = "file" };
        var fast = new Option<bool>("--fast") { Description = "The same code at test scale." };
        var all = new Option<bool>("--all") { Description = "Run the ablations too." };
        var keepGoing = new Option<bool>("--keep-going") { Description = "Go on after a cell or a lesson that fails; the exit code is still that of the first failure." };
        var timeout = new Option<string?>("--timeout") { Description = "The longest that one cell may take.", HelpName = "seconds" };
        var verb = Verb("run", "Run lessons from top to bottom; executed notebooks and pages go to artifacts/.", parsed =>
        {
            var request = new LessonOptions
            {
                Parameters = [.. (parsed.GetValue(parameters) ?? []).Select(LessonOptions.ParseParameter)],
                TextFile = parsed.GetValue(text) is { } file ? Path.GetFullPath(file) : null,
                Fast = parsed.GetValue(fast),
                All = parsed.GetValue(all),
                KeepGoing = parsed.GetValue(keepGoing),
                CellTimeout = LessonOptions.ParseTimeout(parsed.GetValue(timeout)),
            };
            var chosen = new LessonCatalog(workspace).Find(parsed.GetValue(lessons) ?? []);
            setUp(parsed);
            var kernel = new KernelBuild(workspace, system);
            kernel.Ensure(again: false);
            return new RunVerb(workspace, kernel.Assembly, cancel).Run(chosen, request);
        });
        verb.Add(lessons);
        foreach (var option in new Option[] { parameters, text, fast, all, keepGoing, timeout })
            verb.Add(option);
        return verb;
    }

    private static Command Data(Workspace workspace, Func<ParseResult, PackageChoice> setUp)
    {
        var corpus = new Argument<string?>("corpus") { Description = DataVerb.Corpora + ".", Arity = ArgumentArity.ZeroOrOne };
        var file = new Argument<string?>("file") { Description = "A .jsonl file to write.", Arity = ArgumentArity.ZeroOrOne };
        var language = new Option<string>("--lang") { Description = "en or zh.", HelpName = "language", DefaultValueFactory = _ => "en" };
        Option<int> Count(int usual) => new("-n") { Description = "How many documents.", HelpName = "count", DefaultValueFactory = _ => usual };
        var (shown, exported) = (Count(5), Count(10_000));
        var data = new DataVerb(workspace);

        Command Sub(string name, string description, Func<ParseResult, int> action, params Symbol[] symbols)
        {
            var sub = Verb(name, description, parsed =>
            {
                setUp(parsed);
                return action(parsed);
            });
            foreach (var symbol in symbols)
            {
                if (symbol is Argument argument)
                    sub.Add(argument);
                else
                    sub.Add((Option)symbol);
            }
            return sub;
        }

        var verb = Verb("data", "Show or export the texts that the lessons learn from.",
            _ => throw new CliException("./workbook data needs to know what to do: show, export or tables.", 2));
        verb.Add(Sub("show", "Print documents with their information content.", p => data.Show(p.GetValue(corpus), p.GetValue(language)!, p.GetValue(shown)), corpus, language, shown));
        verb.Add(Sub("export", "Write documents with all that is known of them, one JSON object a line.", p => data.Export(p.GetValue(corpus), p.GetValue(language)!, p.GetValue(exported), p.GetValue(file)), corpus, file, language, exported));
        verb.Add(Sub("tables", "Print the sizes of the corpora, as in data/README.md.", _ => data.Tables()));
        return verb;
    }

    private static Command Export(Workspace workspace, Func<ParseResult, PackageChoice> setUp)
    {
        var lesson = new Argument<string?>("lesson") { Description = $"The lesson, by name or number: {ExportVerb.Lessons}.", Arity = ArgumentArity.ZeroOrOne };
        var folder = new Argument<string?>("folder") { Description = "A new folder to write.", Arity = ArgumentArity.ZeroOrOne };
        var scale = new Option<string?>("--scale") { Description = $"The size of the model that lesson 04 begins with: {ExportVerb.Scales}.", HelpName = "size" };
        var export = new ExportVerb(workspace);
        var verb = Verb("export", "Write a lesson's models, data and training run for Hugging Face's engines (transformers, TRL, accelerate).", parsed =>
        {
            var chosen = export.Check(parsed.GetValue(lesson), parsed.GetValue(folder), parsed.GetValue(scale));
            setUp(parsed);
            return export.Run(chosen.Lesson, chosen.Folder, parsed.GetValue(scale));
        });
        verb.Add(lesson);
        verb.Add(folder);
        verb.Add(scale);
        return verb;
    }

    private static Command Test(Workspace workspace, ISystem system, Func<ParseResult, PackageChoice> setUp)
    {
        var full = new Option<bool>("--full") { Description = "Run the tests that take minutes too." };
        var filter = new Option<string?>("--filter") { Description = "Only the tests whose full name contains this.", HelpName = "name" };
        var verb = Verb("test", "Build everything and run the tests; ends with how many passed, failed and were skipped.", parsed =>
        {
            setUp(parsed);
            new KernelBuild(workspace, system).Ensure(again: false);
            return new TestVerb(workspace, system).Run(parsed.GetValue(full), parsed.GetValue(filter));
        });
        verb.Add(full);
        verb.Add(filter);
        return verb;
    }

    private static Command Bench(Workspace workspace, ISystem system, Func<ParseResult, PackageChoice> setUp, Option<bool> yes)
    {
        var what = new Argument<string>("what") { Description = "train (training), decode (sampling with a KV cache) or kernel (the notebook kernel).", Arity = ArgumentArity.ZeroOrOne };
        var verb = Verb("bench", "Compare the workbook with PyTorch, and its kernel with Python's, on this machine.", parsed =>
        {
            var name = BenchVerb.Check(parsed.GetValue(what));
            setUp(parsed);
            return new BenchVerb(workspace, system).Run(name, parsed.GetValue(yes));
        });
        verb.Add(what);
        return verb;
    }

    private static Command Kernel(Workspace workspace, ISystem system, Func<ParseResult, PackageChoice> setUp)
    {
        var user = new Option<bool>("--user") { Description = "For this user, which is the default." };
        var prefix = new Option<string?>("--prefix") { Description = "Under folder/share/jupyter instead.", HelpName = "folder" };
        var name = new Option<string?>("--name") { Description = $"Another name than {KernelSpec.UsualName}.", HelpName = "name" };
        KernelPlace Place(ParseResult parsed) => KernelVerb.Place(system, parsed.GetValue(user), parsed.GetValue(prefix), parsed.GetValue(name));

        var install = Verb("install", "Build the kernel and make it known to Jupyter and VS Code.", parsed =>
        {
            var place = Place(parsed);
            KernelVerb.CheckIsFree(place);
            setUp(parsed);
            return new KernelVerb(workspace, system).Install(place, again: true);
        });
        var uninstall = Verb("uninstall", "Make Jupyter and VS Code forget the kernel.", parsed => KernelVerb.Uninstall(Place(parsed)));
        foreach (var option in new Option[] { user, prefix, name })
        {
            install.Add(option);
            uninstall.Add(option);
        }
        var list = Verb("list", "Show the kernels that Jupyter and VS Code know.", parsed => new KernelVerb(workspace, system).List(parsed.GetValue(prefix)));
        list.Add(prefix);
        var verb = Verb("kernel", "Install the C# kernel for notebooks in VS Code and Jupyter.",
            _ => throw new CliException("./workbook kernel needs to know what to do: install, uninstall or list.", 2));
        foreach (var command in new[] { install, uninstall, list })
            verb.Add(command);
        return verb;
    }

    private static Command Lab(Workspace workspace, ISystem system, Func<ParseResult, PackageChoice> setUp)
    {
        var lab = new LabVerb(workspace, system);
        return Open("lab", "Open the lessons in Jupyter.", workspace, lab.CheckIsThere, lab.Run, parsed => SetUpAll(workspace, system, setUp, parsed));
    }

    private static Command Code(Workspace workspace, ISystem system, Func<ParseResult, PackageChoice> setUp)
    {
        var code = new CodeVerb(workspace, system);
        return Open("code", "Open the lessons in VS Code.", workspace, code.CheckIsThere, code.Run, parsed => SetUpAll(workspace, system, setUp, parsed));
    }

    private static void SetUpAll(Workspace workspace, ISystem system, Func<ParseResult, PackageChoice> setUp, ParseResult parsed)
    {
        setUp(parsed);
        new KernelVerb(workspace, system).Ensure();
    }

    private static Command Open(string name, string description, Workspace workspace, Action check, Func<string?, int> open, Action<ParseResult> setUp)
    {
        var lesson = new Argument<string?>("lesson") { Description = "The lesson to open, by name or number.", Arity = ArgumentArity.ZeroOrOne };
        var verb = Verb(name, description, parsed =>
        {
            var chosen = parsed.GetValue(lesson) is { } wanted ? new LessonCatalog(workspace).Find([wanted])[0] : null;
            check();
            setUp(parsed);
            return open(chosen);
        });
        verb.Add(lesson);
        return verb;
    }

    private static Command Clean(Workspace workspace)
    {
        var all = new Option<bool>("--all") { Description = "Forget the choice of package source too." };
        var verb = Verb("clean", "Remove everything that was generated.", parsed => new CleanVerb(workspace).Run(parsed.GetValue(all)));
        verb.Add(all);
        return verb;
    }

    private static Command Verb(string name, string description, Func<ParseResult, int> action)
    {
        var verb = new Command(name, description);
        verb.SetAction(action);
        return verb;
    }

    /// <summary>What is wrong with the command line, in one sentence, or null.</summary>
    private static CliException? Complaint(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var call = string.Join(' ', Words(parsed.CommandResult));
        var help = $"see {call} --help";
        // An option that does not exist is taken for an argument wherever a command has arguments.
        var strays = parsed.UnmatchedTokens.Concat(parsed.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(a => a.Tokens).Select(t => t.Value).Where(v => v.StartsWith('-')));
        foreach (var stray in strays)
        {
            if (stray.StartsWith('-'))
                return CliException.Unknown("option", stray.Split('=')[0], Options(parsed), help);
            if (command.Subcommands.Count > 0)
                return CliException.Unknown("command", stray, [.. command.Subcommands.Select(c => c.Name)], help);
            return new CliException($"{call} takes no \"{stray}\"; {help}.", 2);
        }
        var valueless = parsed.CommandResult.Children.OfType<OptionResult>()
            .FirstOrDefault(o => o.Option.Arity.MinimumNumberOfValues > 0 && o is { Implicit: false, Tokens.Count: 0 });
        if (valueless is not null)
            return new CliException($"{valueless.Option.Name} needs a value; {help}.", 2);
        return parsed.Errors.Count == 0 ? null : new CliException(parsed.Errors[0].Message.ReplaceLineEndings(" ").Trim(), 2);
    }

    /// <summary>The words that lead to a command.</summary>
    private static IEnumerable<string> Words(SymbolResult command) =>
        command is System.CommandLine.Parsing.CommandResult { Parent: { } above, Command.Name: var name } ? Words(above).Append(name) : ["./workbook"];

    private static List<string> Options(ParseResult parsed) =>
        [.. parsed.CommandResult.Command.Options.Concat(parsed.RootCommandResult.Command.Options.Where(o => o.Recursive))
            .Where(o => !o.Hidden).SelectMany(o => o.Aliases.Prepend(o.Name)).Where(n => n.StartsWith("--", StringComparison.Ordinal)).Distinct()];
}
