using System.Reflection;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace StandIns.Fuzz;

/// <summary>Every public method, constructor, property and operator, generic ones with a few element types.</summary>
internal static class Members
{
    private static readonly Type[] Elements = [typeof(float), typeof(long), typeof(int), typeof(bool), typeof(double)];

    public static IEnumerable<Member> All() =>
        from type in typeof(torch).Assembly.GetExportedTypes().SelectMany(Closed)
        where !type.IsInterface && !typeof(Delegate).IsAssignableFrom(type) && !type.IsEnum
        from method in Of(type).SelectMany(Closed)
        where Values.CanMake(method)
        select new Member(type, method);

    private static IEnumerable<MethodBase> Of(Type type)
    {
        const BindingFlags own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return type.GetMethods(own).Cast<MethodBase>().Concat(type.IsAbstract ? [] : type.GetConstructors());
    }

    private static IEnumerable<Type> Closed(Type type)
    {
        if (!type.IsGenericTypeDefinition)
            return [type];
        if (type == typeof(TensorAccessor<>))
            return [typeof(TensorAccessor<float>), typeof(TensorAccessor<long>)];
        if (type == typeof(ModuleList<>))
            return [typeof(ModuleList<torch.nn.Module>)];
        if (type == typeof(ModuleDict<>))
            return [typeof(ModuleDict<torch.nn.Module>)];
        if (type == typeof(OrderedDict<,>))
            return [typeof(OrderedDict<string, torch.Tensor>)];
        if (type == typeof(ParamGroup<>))
            return [typeof(ParamGroup<AdamW.Options>)];
        if (type.Name.StartsWith("Module`2", StringComparison.Ordinal))
            return [typeof(torch.nn.Module<torch.Tensor, torch.Tensor>), typeof(torch.nn.Module<torch.Tensor, torch.Tensor>).BaseType!];
        return [];
    }

    private static bool NeedsConstructor(Type parameter) =>
        parameter.GenericParameterAttributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !parameter.GenericParameterAttributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);

    private static IEnumerable<MethodBase> Closed(MethodBase method)
    {
        if (!method.IsGenericMethodDefinition)
            return [method];
        var parameters = method.GetGenericArguments();
        var constraint = parameters[0].GetGenericParameterConstraints().FirstOrDefault(c => c != typeof(ValueType));
        Type[] candidates = constraint is null || constraint == typeof(ValueType) ? Elements
            : typeof(torch.nn.Module).IsAssignableFrom(constraint) ? [NeedsConstructor(parameters[0]) ? typeof(ModuleDict<torch.nn.Module>) : typeof(torch.nn.Module)]
            : [typeof(torch.Tensor)];
        return candidates.Select(t => ((MethodInfo)method).MakeGenericMethod(Enumerable.Repeat(t, parameters.Length).ToArray()));
    }
}

/// <summary>One member, and how to call it.</summary>
internal sealed class Member(Type type, MethodBase method)
{
    private readonly Func<object?, object?[], object?> call = Caller.For(method);

    public override string ToString() => $"{Name(type)}.{method.Name}({string.Join(", ", method.GetParameters().Select(p => Name(p.ParameterType)))})";

    private static string Name(Type t) => t.IsGenericType ? $"{t.Name.Split('`')[0]}<{string.Join(", ", t.GetGenericArguments().Select(Name))}>" : t.Name;

    /// <summary>False when the call threw what no caller should see.</summary>
    public bool Try(Values values, LastCall last, Action<string> complain)
    {
        var target = method.IsStatic || method.IsConstructor ? null : values.Make(type);
        if (target is null && !method.IsStatic && !method.IsConstructor)
            return true;
        var arguments = method.GetParameters().Select(p => values.Make(p.ParameterType)).ToArray();
        var text = $"{this} on {Values.Text(target)} with {string.Join(", ", arguments.Select(Values.Text))}";
        last.Write(text);
        try
        {
            Release(call(target, arguments));
            return true;
        }
        catch (TargetInvocationException e) when (e.InnerException is { } inner && IsSensible(inner, target, arguments))
        {
            return true;
        }
        catch (Exception e)
        {
            var inner = e is TargetInvocationException { InnerException: { } i } ? i : e;
            if (IsSensible(inner, target, arguments))
                return true;
            complain($"{text}\n  {inner}");
            return false;
        }
    }

    // A null argument may end in a NullReferenceException, as in the real package.
    private static bool IsSensible(Exception e, object? target, object?[] arguments) => e switch
    {
        NullReferenceException => arguments.Append(target ?? "").Any(Values.HasNull),
        System.Runtime.InteropServices.SEHException or AccessViolationException or TypeInitializationException or InvalidProgramException => false,
        System.Runtime.InteropServices.ExternalException => e.Message.Length > 0,
        ArgumentException or InvalidOperationException or NotSupportedException or NotImplementedException or IndexOutOfRangeException => true,
        ArithmeticException or FormatException or IOException or UnauthorizedAccessException or InvalidCastException or OutOfMemoryException or KeyNotFoundException or InvalidDataException => true,
        _ => e.GetType() == typeof(Exception),
    };

    private static void Release(object? result)
    {
        switch (result)
        {
            case System.Runtime.CompilerServices.ITuple tuple:
                for (var i = 0; i < tuple.Length; i++)
                    Release(tuple[i]);
                break;
            case torch.Tensor or not System.Collections.IEnumerable and IDisposable:
                ((IDisposable)result).Dispose();
                break;
            case string:
                break;
            case System.Collections.IEnumerable list:
                foreach (var item in list.Cast<object?>().Take(1000))
                    Release(item);
                break;
        }
    }
}
