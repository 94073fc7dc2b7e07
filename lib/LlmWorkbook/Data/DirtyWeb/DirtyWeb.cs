namespace LlmWorkbook.Data;

/// <summary>
/// Wraps clean documents into the kind of web pages that crawlers bring home: markup, menus, banners and comments around the text, wrong
/// encodings, copies, lines in another language, personal data, spam. Page n depends on (seed, n) alone, and everything that was done
/// to it is known.
/// </summary>
public sealed class DirtyWeb
{
    // How far back a copied page lies, at most.
    private const int Reach = 500;

    private readonly DirtyWebConfig config;
    private readonly BodyWriter bodies;
    private readonly PageWriter pages;

    /// <summary>The dirty web of <paramref name="documents"/>.</summary>
    /// <param name="config">What it is like.</param>
    /// <param name="documents">Any document by language and number, always the same for the same two.</param>
    public DirtyWeb(DirtyWebConfig config, Func<Language, long, CleanDocument> documents)
    {
        this.config = config;
        var grammar = Grammar.DirtyWeb();
        bodies = new(config, grammar, documents);
        pages = new(config, grammar);
    }

    /// <summary>The dirty web of the world: four in five documents are stories, the others five facts each.</summary>
    public static DirtyWeb OfWorld(DirtyWebConfig config) => new(config, (language, index) =>
        index % 5 < 4
            ? new($"stories/{index}", World.Stories.Generate(language, Split.Train, config.Seed, index).Text)
            : new($"facts/{index}", string.Join(language == Language.English ? " " : "",
                Enumerable.Range(0, 5).Select(i => World.Facts.Generate(language, Split.Train, config.Seed, index * 5 + i).Text.Trim()))));

    /// <summary>The first <paramref name="count"/> pages.</summary>
    public IEnumerable<DirtyPage> Pages(int count) => Enumerable.Range(0, count).Select(i => this[i]);

    /// <summary>Page number <paramref name="index"/>.</summary>
    public DirtyPage this[int index]
    {
        get
        {
            var (kind, original) = Origin(index);
            var language = LanguageOf(original);
            var (source, body) = kind == PageKind.Spam ? ("", bodies.Spam(language, index)) : bodies.Document(language, original);
            if (kind == PageKind.NearCopy)
                body = bodies.Edited(body, language, original, index);

            var random = Stream(index, Purpose.Encoding);
            bool mangled = random.NextDouble() < config.Mojibake;
            var mangling = !mangled ? Mangling.None : random.NextDouble() < config.LossyMojibake ? Mangling.Lossy : Mangling.Repairable;
            bool latin1 = mangling == Mangling.Lossy || random.Next(2) == 0;

            var (html, visible) = pages.Write(language, index, body, Stream(index, Purpose.Page));
            string Shown(string text) => Encodings.Mangle(text, mangling, latin1);
            return new(Shown(html), new()
            {
                Index = index,
                Kind = kind,
                Original = original,
                Source = source,
                Language = language,
                Mangling = Shown(html) == html ? Mangling.None : mangling,
                Body = body,
                Visible = visible,
                Shown = [.. visible.Select(Shown)],
            });
        }
    }

    /// <summary>Where the text of a page comes from. A copy of a copy has the text of the same original.</summary>
    private (PageKind Kind, int Original) Origin(int index)
    {
        var random = Stream(index, Purpose.Kind);
        double draw = random.NextDouble();
        if (draw < config.Spam)
            return (PageKind.Spam, index);
        draw -= config.Spam;
        if (draw >= config.ExactCopies + config.NearCopies || index == 0)
            return (PageKind.Original, index);
        var (earlier, original) = Origin(index - 1 - random.Next(Math.Min(index, Reach)));
        return earlier == PageKind.Spam ? (PageKind.Original, index) : (draw < config.ExactCopies ? PageKind.ExactCopy : PageKind.NearCopy, original);
    }

    private Language LanguageOf(int original) => Stream(original, Purpose.Language).NextDouble() < config.Chinese ? Language.Chinese : Language.English;

    private SplitMix64 Stream(int index, Purpose purpose) => Streams.Of(config.Seed, index, purpose);
}
