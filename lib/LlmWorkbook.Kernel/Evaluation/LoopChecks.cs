using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LlmWorkbook.Kernel.Evaluation;

/// <summary>Puts a <see cref="CellGuard.Check"/> at the head of every loop body of a cell, on the line it is on already.</summary>
internal sealed class LoopChecks : CSharpSyntaxRewriter
{
    private static readonly StatementSyntax s_check =
        SyntaxFactory.ParseStatement($"global::{typeof(CellGuard).FullName}.{nameof(CellGuard.Check)}(); ");

    public override SyntaxNode? VisitWhileStatement(WhileStatementSyntax node) => Guarded((WhileStatementSyntax)base.VisitWhileStatement(node)!, n => n.Statement);

    public override SyntaxNode? VisitDoStatement(DoStatementSyntax node) => Guarded((DoStatementSyntax)base.VisitDoStatement(node)!, n => n.Statement);

    public override SyntaxNode? VisitForStatement(ForStatementSyntax node) => Guarded((ForStatementSyntax)base.VisitForStatement(node)!, n => n.Statement);

    public override SyntaxNode? VisitForEachStatement(ForEachStatementSyntax node) => Guarded((ForEachStatementSyntax)base.VisitForEachStatement(node)!, n => n.Statement);

    public override SyntaxNode? VisitForEachVariableStatement(ForEachVariableStatementSyntax node) =>
        Guarded((ForEachVariableStatementSyntax)base.VisitForEachVariableStatement(node)!, n => n.Statement);

    private static T Guarded<T>(T loop, Func<T, StatementSyntax> bodyOf) where T : SyntaxNode
    {
        var body = bodyOf(loop);
        var guarded = body is BlockSyntax block
            ? block.WithStatements(block.Statements.Insert(0, s_check))
            : SyntaxFactory.Block(s_check, body);
        return loop.ReplaceNode(body, guarded);
    }
}
