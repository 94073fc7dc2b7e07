namespace Microsoft.DotNet.Interactive;

/// <summary>A password, which is shown as stars only.</summary>
/// <param name="clearTextPassword">The password.</param>
public sealed class PasswordString(string clearTextPassword)
{
    /// <summary>The password itself.</summary>
    public string GetClearTextPassword() => clearTextPassword;

    /// <summary>Stars.</summary>
    public override string ToString() => "************";
}
