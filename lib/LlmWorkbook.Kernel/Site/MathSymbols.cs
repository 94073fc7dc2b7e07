namespace LlmWorkbook.Kernel.Site;

/// <summary>What TeX's names stand for.</summary>
internal static class MathSymbols
{
    public static readonly Dictionary<string, string> Identifiers = new()
    {
        ["alpha"] = "α", ["beta"] = "β", ["gamma"] = "γ", ["delta"] = "δ", ["epsilon"] = "ϵ", ["varepsilon"] = "ε", ["zeta"] = "ζ", ["eta"] = "η",
        ["theta"] = "θ", ["iota"] = "ι", ["kappa"] = "κ", ["lambda"] = "λ", ["mu"] = "μ", ["nu"] = "ν", ["xi"] = "ξ", ["pi"] = "π", ["rho"] = "ρ",
        ["sigma"] = "σ", ["tau"] = "τ", ["phi"] = "ϕ", ["varphi"] = "φ", ["chi"] = "χ", ["psi"] = "ψ", ["omega"] = "ω", ["Gamma"] = "Γ", ["Delta"] = "Δ",
        ["Theta"] = "Θ", ["Lambda"] = "Λ", ["Xi"] = "Ξ", ["Pi"] = "Π", ["Sigma"] = "Σ", ["Phi"] = "Φ", ["Psi"] = "Ψ", ["Omega"] = "Ω",
        ["infty"] = "∞", ["partial"] = "∂", ["nabla"] = "∇", ["ell"] = "ℓ",
    };

    public static readonly Dictionary<string, string> Operators = new()
    {
        ["cdot"] = "⋅", ["times"] = "×", ["le"] = "≤", ["leq"] = "≤", ["ge"] = "≥", ["geq"] = "≥", ["ne"] = "≠", ["neq"] = "≠", ["approx"] = "≈", ["equiv"] = "≡",
        ["in"] = "∈", ["notin"] = "∉", ["sim"] = "∼", ["propto"] = "∝", ["to"] = "→", ["rightarrow"] = "→", ["leftarrow"] = "←", ["mapsto"] = "↦",
        ["Rightarrow"] = "⇒", ["mid"] = "∣", ["dots"] = "…", ["ldots"] = "…", ["cdots"] = "⋯", ["pm"] = "±", ["odot"] = "⊙", ["oplus"] = "⊕", ["circ"] = "∘",
        ["ll"] = "≪", ["gg"] = "≫", ["forall"] = "∀", ["exists"] = "∃", ["subset"] = "⊂", ["cup"] = "∪", ["cap"] = "∩", ["lfloor"] = "⌊", ["rfloor"] = "⌋",
        ["lceil"] = "⌈", ["rceil"] = "⌉", ["langle"] = "⟨", ["rangle"] = "⟩", ["top"] = "⊤", ["succ"] = "≻", ["prec"] = "≺", ["|"] = "‖", ["Vert"] = "‖", ["vert"] = "|",
        ["{"] = "{", ["}"] = "}", ["%"] = "%", ["&"] = "&", ["_"] = "_", ["$"] = "$", ["#"] = "#",
    };

    public static readonly Dictionary<string, string> Large = new() { ["sum"] = "∑", ["prod"] = "∏", ["int"] = "∫" };

    public static readonly HashSet<string> Functions = ["log", "ln", "exp", "max", "min", "lim", "sin", "cos", "tanh", "arg", "det", "Pr"];

    public static readonly Dictionary<string, string> Spaces = new()
    {
        ["quad"] = "1", ["qquad"] = "2", [","] = "0.17", [":"] = "0.22", [";"] = "0.28", [" "] = "0.25", ["!"] = "-0.17",
    };

    public static readonly Dictionary<string, string> Accents = new()
    {
        ["hat"] = "^", ["widehat"] = "^", ["bar"] = "¯", ["overline"] = "¯", ["tilde"] = "~", ["vec"] = "→", ["dot"] = "˙",
    };

    /// <summary>Blackboard bold: ℝ for R.</summary>
    public static string DoubleStruck(char c) => c switch
    {
        'C' => "ℂ", 'H' => "ℍ", 'N' => "ℕ", 'P' => "ℙ", 'Q' => "ℚ", 'R' => "ℝ", 'Z' => "ℤ",
        >= 'A' and <= 'Z' => char.ConvertFromUtf32(0x1D538 + c - 'A'),
        '1' => "𝟙",
        _ => Html.Text(c.ToString()),
    };

    /// <summary>Script capitals: ℒ for L.</summary>
    public static string Script(char c) => c switch
    {
        'B' => "ℬ", 'E' => "ℰ", 'F' => "ℱ", 'H' => "ℋ", 'I' => "ℐ", 'L' => "ℒ", 'M' => "ℳ", 'R' => "ℛ",
        >= 'A' and <= 'Z' => char.ConvertFromUtf32(0x1D49C + c - 'A'),
        _ => Html.Text(c.ToString()),
    };
}
