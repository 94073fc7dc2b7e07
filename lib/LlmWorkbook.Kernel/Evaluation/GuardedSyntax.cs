using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LlmWorkbook.Kernel.Evaluation;

/// <summary>How much of a cell is guarded; less where the guarded text does not compile.</summary>
internal enum GuardLevel
{
    /// <summary>Loops, functions and what is awaited.</summary>
    Everything,

    /// <summary>Loops alone.</summary>
    Loops,

    /// <summary>The text as it was written.</summary>
    Nothing,
}

/// <summary>
/// Writes the calls of <see cref="CellGuard"/> into a cell, each on a line that is there already, so that errors name the right line.
/// Bodies that are one expression become blocks; expression trees stay as they are.
/// </summary>
/// <param name="level">How much to guard.</param>
/// <param name="model">What the cell's own text means: it tells what a lambda returns.</param>
internal sealed class GuardedSyntax(GuardLevel level, SemanticModel model) : CSharpSyntaxRewriter
{
    private static readonly string s_guard = "global::" + typeof(CellGuard).FullName;
    private static readonly StatementSyntax s_check = ParseStatement($"{s_guard}.{nameof(CellGuard.Check)}(); ");
    private static readonly ExpressionSyntax s_wait = ParseExpression($"{s_guard}.{nameof(CellGuard.Wait)}");
    private static readonly ExpressionSyntax s_pass = ParseExpression($"{s_guard}.{nameof(CellGuard.Pass)}");
    private readonly bool _everything = level == GuardLevel.Everything;
    private int _cleanUps;

    // Loops.

    public override SyntaxNode? VisitWhileStatement(WhileStatementSyntax node)
    {
        var loop = (WhileStatementSyntax)base.VisitWhileStatement(node)!;
        return loop.WithStatement(Checked(loop.Statement));
    }

    public override SyntaxNode? VisitDoStatement(DoStatementSyntax node)
    {
        var loop = (DoStatementSyntax)base.VisitDoStatement(node)!;
        return loop.WithStatement(Checked(loop.Statement));
    }

    public override SyntaxNode? VisitForStatement(ForStatementSyntax node)
    {
        var loop = (ForStatementSyntax)base.VisitForStatement(node)!;
        return loop.WithStatement(Checked(loop.Statement));
    }

    public override SyntaxNode? VisitForEachStatement(ForEachStatementSyntax node)
    {
        var loop = (ForEachStatementSyntax)base.VisitForEachStatement(node)!;
        return loop.WithStatement(Checked(loop.Statement)).WithExpression(Awaited(loop.AwaitKeyword, loop.Expression));
    }

    public override SyntaxNode? VisitForEachVariableStatement(ForEachVariableStatementSyntax node)
    {
        var loop = (ForEachVariableStatementSyntax)base.VisitForEachVariableStatement(node)!;
        return loop.WithStatement(Checked(loop.Statement)).WithExpression(Awaited(loop.AwaitKeyword, loop.Expression));
    }

    public override SyntaxNode? VisitGotoStatement(GotoStatementSyntax node) =>
        Block(s_check, node.WithoutTrivia()).WithTriviaFrom(node);

    // What is awaited, and the parts of queries, which are functions without looking like it.

    public override SyntaxNode? VisitAwaitExpression(AwaitExpressionSyntax node)
    {
        var awaiting = (AwaitExpressionSyntax)base.VisitAwaitExpression(node)!;
        return _everything ? awaiting.WithExpression(Call(s_wait, awaiting.Expression)) : awaiting;
    }

    public override SyntaxNode? VisitWhereClause(WhereClauseSyntax node)
    {
        var clause = (WhereClauseSyntax)base.VisitWhereClause(node)!;
        return RunsHere(model.GetQueryClauseInfo(node).OperationInfo) ? clause.WithCondition(Call(s_pass, clause.Condition)) : clause;
    }

    public override SyntaxNode? VisitSelectClause(SelectClauseSyntax node)
    {
        var clause = (SelectClauseSyntax)base.VisitSelectClause(node)!;
        return RunsHere(model.GetSymbolInfo(node)) ? clause.WithExpression(Call(s_pass, clause.Expression)) : clause;
    }

    public override SyntaxNode? VisitLetClause(LetClauseSyntax node)
    {
        var clause = (LetClauseSyntax)base.VisitLetClause(node)!;
        return RunsHere(model.GetQueryClauseInfo(node).OperationInfo) ? clause.WithExpression(Call(s_pass, clause.Expression)) : clause;
    }

    // Functions.

    public override SyntaxNode? VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) => Lambda(node, base.VisitSimpleLambdaExpression);

    public override SyntaxNode? VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) => Lambda(node, base.VisitParenthesizedLambdaExpression);

    public override SyntaxNode? VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node)
    {
        var function = (AnonymousMethodExpressionSyntax)base.VisitAnonymousMethodExpression(node)!;
        return _everything ? function.WithBlock(With(Enter("a lambda", node.AsyncKeyword != default), function.Block)) : function;
    }

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        var function = (LocalFunctionStatementSyntax)base.VisitLocalFunctionStatement(node)!;
        var (body, semicolon) = Body(node, node.Identifier.Text, function.Body, function.ExpressionBody, function.SemicolonToken);
        return function.WithBody(body).WithExpressionBody(body is null ? function.ExpressionBody : null).WithSemicolonToken(semicolon);
    }

    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        var method = (MethodDeclarationSyntax)base.VisitMethodDeclaration(node)!;
        var (body, semicolon) = Body(node, node.Identifier.Text, method.Body, method.ExpressionBody, method.SemicolonToken);
        return method.WithBody(body).WithExpressionBody(body is null ? method.ExpressionBody : null).WithSemicolonToken(semicolon);
    }

    public override SyntaxNode? VisitConstructorDeclaration(ConstructorDeclarationSyntax node)
    {
        var method = (ConstructorDeclarationSyntax)base.VisitConstructorDeclaration(node)!;
        // A static constructor that fails spoils its type for good: only its loops are worth that.
        if (node.Modifiers.Any(SyntaxKind.StaticKeyword))
            return method;
        var (body, semicolon) = Body(node, "new " + node.Identifier.Text, method.Body, method.ExpressionBody, method.SemicolonToken);
        return method.WithBody(body).WithExpressionBody(body is null ? method.ExpressionBody : null).WithSemicolonToken(semicolon);
    }

    public override SyntaxNode? VisitOperatorDeclaration(OperatorDeclarationSyntax node)
    {
        var method = (OperatorDeclarationSyntax)base.VisitOperatorDeclaration(node)!;
        var (body, semicolon) = Body(node, "operator " + node.OperatorToken.Text, method.Body, method.ExpressionBody, method.SemicolonToken);
        return method.WithBody(body).WithExpressionBody(body is null ? method.ExpressionBody : null).WithSemicolonToken(semicolon);
    }

    public override SyntaxNode? VisitConversionOperatorDeclaration(ConversionOperatorDeclarationSyntax node)
    {
        var method = (ConversionOperatorDeclarationSyntax)base.VisitConversionOperatorDeclaration(node)!;
        var (body, semicolon) = Body(node, "a conversion", method.Body, method.ExpressionBody, method.SemicolonToken);
        return method.WithBody(body).WithExpressionBody(body is null ? method.ExpressionBody : null).WithSemicolonToken(semicolon);
    }

    public override SyntaxNode? VisitAccessorDeclaration(AccessorDeclarationSyntax node)
    {
        var method = (AccessorDeclarationSyntax)base.VisitAccessorDeclaration(node)!;
        var (body, semicolon) = Body(node, NameOf(node.Parent?.Parent), method.Body, method.ExpressionBody, method.SemicolonToken);
        return method.WithBody(body).WithExpressionBody(body is null ? method.ExpressionBody : null).WithSemicolonToken(semicolon);
    }

    public override SyntaxNode? VisitPropertyDeclaration(PropertyDeclarationSyntax node)
    {
        var property = (PropertyDeclarationSyntax)base.VisitPropertyDeclaration(node)!;
        return _everything && property.ExpressionBody is { } arrow
            ? property.WithExpressionBody(null).WithSemicolonToken(default).WithAccessorList(Getter(node, arrow, property.SemicolonToken))
            : property;
    }

    public override SyntaxNode? VisitIndexerDeclaration(IndexerDeclarationSyntax node)
    {
        var indexer = (IndexerDeclarationSyntax)base.VisitIndexerDeclaration(node)!;
        return _everything && indexer.ExpressionBody is { } arrow
            ? indexer.WithExpressionBody(null).WithSemicolonToken(default).WithAccessorList(Getter(node, arrow, indexer.SemicolonToken))
            : indexer;
    }

    // Cleaning up.

    public override SyntaxNode? VisitFinallyClause(FinallyClauseSyntax node)
    {
        var clause = (FinallyClauseSyntax)base.VisitFinallyClause(node)!;
        // The mark belongs to a thread; after an await the block may be on another.
        return _everything && !node.DescendantNodes().Any(n => n is AwaitExpressionSyntax) ? clause.WithBlock(With(CleaningUp(), clause.Block)) : clause;
    }

    private SyntaxNode? Lambda<T>(T node, Func<T, SyntaxNode?> visit) where T : LambdaExpressionSyntax
    {
        if (!_everything)
            return visit(node);
        if (node.Block is not null)
        {
            var function = (LambdaExpressionSyntax)visit(node)!;
            return function.WithBlock(With(Enter("a lambda", node.AsyncKeyword != default), function.Block!));
        }
        if (IsExpressionTree(node) || model.GetSymbolInfo(node).Symbol is not IMethodSymbol symbol)
            return node;
        var lambda = (LambdaExpressionSyntax)visit(node)!;
        return lambda.WithExpressionBody(null).WithBlock(BlockOf(Enter("a lambda", symbol.IsAsync), lambda.ExpressionBody!, GivesNothing(symbol), []));
    }

    private bool IsExpressionTree(LambdaExpressionSyntax lambda)
    {
        for (var type = model.GetTypeInfo(lambda).ConvertedType; type is not null; type = type.BaseType)
            if (type is { Name: "Expression", ContainingNamespace: { Name: "Expressions", ContainingNamespace.Name: "Linq" } })
                return true;
        return false;
    }

    /// <summary>A function's guarded body, and the semicolon that is left behind it.</summary>
    private (BlockSyntax? Body, SyntaxToken Semicolon) Body(SyntaxNode original, string name, BlockSyntax? block, ArrowExpressionClauseSyntax? arrow, SyntaxToken semicolon)
    {
        if (!_everything || (block is null && arrow is null) || model.GetDeclaredSymbol(original) is not IMethodSymbol symbol)
            return (block, semicolon);
        var first = !symbol.IsAsync && symbol.Name is "Dispose" ? CleaningUp() : Enter(name, symbol.IsAsync);
        return block is not null
            ? (With(first, block), semicolon)
            : (BlockOf(first, arrow!.Expression, GivesNothing(symbol), TriviaOf(arrow.ArrowToken)).WithTrailingTrivia(semicolon.TrailingTrivia), default);
    }

    private static AccessorListSyntax Getter(SyntaxNode property, ArrowExpressionClauseSyntax arrow, SyntaxToken semicolon)
    {
        var body = BlockOf(Enter(NameOf(property), isAsync: false), arrow.Expression, givesNothing: false, []);
        var getter = AccessorDeclaration(SyntaxKind.GetAccessorDeclaration, body);
        return AccessorList(Token(TriviaOf(arrow.ArrowToken), SyntaxKind.OpenBraceToken, [Space]), [getter], Token([], SyntaxKind.CloseBraceToken, semicolon.TrailingTrivia));
    }

    private static string NameOf(SyntaxNode? member) => member switch
    {
        PropertyDeclarationSyntax p => p.Identifier.Text,
        EventDeclarationSyntax e => e.Identifier.Text,
        _ => "this[]",
    };

    private static bool GivesNothing(IMethodSymbol method) =>
        method.ReturnsVoid || method.MethodKind == MethodKind.Constructor || (method.IsAsync && method.ReturnType is INamedTypeSymbol { IsGenericType: false });

    /// <summary>Whether a part of a query is run by this process, one item at a time, and not translated for someone else.</summary>
    private bool RunsHere(SymbolInfo operation) =>
        _everything && operation.Symbol is IMethodSymbol { ContainingType: { Name: "Enumerable" or "ParallelEnumerable", ContainingNamespace: { Name: "Linq", ContainingNamespace.Name: "System" } } };

    private ExpressionSyntax Awaited(SyntaxToken awaitKeyword, ExpressionSyntax items) =>
        _everything && awaitKeyword != default ? Call(s_wait, items) : items;

    private static InvocationExpressionSyntax Call(ExpressionSyntax function, ExpressionSyntax argument) =>
        InvocationExpression(function, ArgumentList([Argument(argument.WithoutTrivia())])).WithTriviaFrom(argument);

    private static StatementSyntax Enter(string function, bool isAsync) =>
        ParseStatement($"{s_guard}.{(isAsync ? nameof(CellGuard.EnterAsync) : nameof(CellGuard.Enter))}({Literal(function)}); ");

    private StatementSyntax CleaningUp() =>
        ParseStatement($"using var __cleaningUp{_cleanUps++} = {s_guard}.{nameof(CellGuard.CleaningUp)}(); ");

    private static BlockSyntax Checked(StatementSyntax body) => body is BlockSyntax block ? With(s_check, block) : Block(s_check, body);

    private static BlockSyntax With(StatementSyntax first, BlockSyntax block) => block.WithStatements(block.Statements.Insert(0, first));

    /// <summary>The block that does what an expression body did, on the same lines.</summary>
    private static BlockSyntax BlockOf(StatementSyntax first, ExpressionSyntax expression, bool givesNothing, SyntaxTriviaList before)
    {
        before = before.AddRange(expression.GetLeadingTrivia());
        expression = expression.WithLeadingTrivia();
        StatementSyntax then = expression is ThrowExpressionSyntax thrown ? ThrowStatement(thrown.Expression).WithThrowKeyword(Token([], SyntaxKind.ThrowKeyword, [Space]))
            : givesNothing ? ExpressionStatement(expression)
            : ReturnStatement(Token([], SyntaxKind.ReturnKeyword, [Space]), expression, Token(SyntaxKind.SemicolonToken));
        return Block(first, then).WithLeadingTrivia(before);
    }

    private static SyntaxTriviaList TriviaOf(SyntaxToken token) => token.LeadingTrivia.AddRange(token.TrailingTrivia);
}
