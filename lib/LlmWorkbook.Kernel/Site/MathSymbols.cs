namespace LlmWorkbook.Kernel.Site;

/// <summary>What TeX's names stand for.</summary>
internal static class MathSymbols
{
    public static readonly Dictionary<string, string> Identifiers = Pairs("""
        alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ
        sigma σ tau τ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω
        infty ∞ partial ∂ nabla ∇ ell ℓ
        """);

    public static readonly Dictionary<string, string> Operators = Pairs("""
        cdot ⋅ times × le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ equiv ≡ in ∈ notin ∉ sim ∼ propto ∝ to → rightarrow → leftarrow ←
        mapsto ↦ Rightarrow ⇒ mid ∣ dots … ldots … cdots ⋯ pm ± odot ⊙ oplus ⊕ circ ∘ ll ≪ gg ≫ forall ∀ exists ∃ subset ⊂ cup ∪ cap ∩
        lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ langle ⟨ rangle ⟩ top ⊤ succ ≻ prec ≺ | ‖ Vert ‖ vert | { { } } % % & & _ _ $ $ # #
        """);

    public static readonly Dictionary<string, string> Large = Pairs("sum ∑ prod ∏ int ∫");

    public static readonly HashSet<string> Functions = ["log", "ln", "exp", "max", "min", "lim", "sin", "cos", "tanh", "arg", "det", "Pr"];

    public static readonly Dictionary<string, string> Accents = Pairs("hat ^ widehat ^ bar ¯ overline ¯ tilde ~ vec → dot ˙");

    /// <summary>Width in em.</summary>
    public static readonly Dictionary<string, string> Spaces = new(Pairs("quad 1 qquad 2 , 0.17 : 0.22 ; 0.28 ! -0.17")) { [" "] = "0.25" };

    private static readonly Dictionary<string, string> s_doubleStruck = Pairs("C ℂ H ℍ N ℕ P ℙ Q ℚ R ℝ Z ℤ 1 𝟙");

    private static readonly Dictionary<string, string> s_script = Pairs("B ℬ E ℰ F ℱ H ℋ I ℐ L ℒ M ℳ R ℛ");

    /// <summary>Blackboard bold: ℝ for R.</summary>
    public static string DoubleStruck(char c) => Letter(c, s_doubleStruck, 0x1D538);

    /// <summary>Script capitals: ℒ for L.</summary>
    public static string Script(char c) => Letter(c, s_script, 0x1D49C);

    /// <summary>Unicode had some of the letters before it had the alphabet; those are the exceptions.</summary>
    private static string Letter(char c, Dictionary<string, string> exceptions, int alphabet) =>
        exceptions.GetValueOrDefault(c.ToString())
        ?? (char.IsAsciiLetterUpper(c) ? char.ConvertFromUtf32(alphabet + c - 'A') : Html.Text(c.ToString()));

    private static Dictionary<string, string> Pairs(string names) =>
        names.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Chunk(2).ToDictionary(p => p[0], p => p[1]);
}
