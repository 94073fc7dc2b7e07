using System.Linq.Expressions;
using System.Reflection;

namespace StandIns.Fuzz;

/// <summary>Calls a method by reflection; spans, which reflection cannot pass, are made from arrays in a compiled expression.</summary>
internal static class Caller
{
    public static Func<object?, object?[], object?> For(MethodBase method)
    {
        var parameters = method.GetParameters();
        var spans = parameters.Any(p => p.ParameterType.IsByRefLike) || method is MethodInfo { ReturnType.IsByRefLike: true };
        if (!spans)
            return method is ConstructorInfo constructor ? (_, a) => constructor.Invoke(a) : (target, a) => method.Invoke(target, a);

        var target = Expression.Parameter(typeof(object));
        var arguments = Expression.Parameter(typeof(object?[]));
        var passed = parameters.Select((p, i) =>
        {
            var value = Expression.ArrayIndex(arguments, Expression.Constant(i));
            return p.ParameterType.IsByRefLike
                ? (Expression)Expression.Convert(Expression.Convert(value, p.ParameterType.GetGenericArguments()[0].MakeArrayType()), p.ParameterType)
                : Expression.Convert(value, p.ParameterType);
        });
        var info = (MethodInfo)method;
        Expression call = Expression.Call(info.IsStatic ? null : Expression.Convert(target, info.DeclaringType!), info, passed);
        if (info.ReturnType.IsByRefLike)
            call = Expression.Call(call, info.ReturnType.GetMethod("ToArray")!);
        var body = info.ReturnType == typeof(void) ? (Expression)Expression.Block(call, Expression.Constant(null)) : Expression.Convert(call, typeof(object));
        return Expression.Lambda<Func<object?, object?[], object?>>(body, target, arguments).Compile();
    }
}
