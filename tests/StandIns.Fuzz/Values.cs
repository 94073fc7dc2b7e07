using System.Collections;
using System.Globalization;
using System.Linq.Expressions;
using System.Numerics;
using System.Reflection;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace StandIns.Fuzz;

/// <summary>Arguments: some fit, most do not. All that is made is disposed with this.</summary>
internal sealed class Values : IDisposable
{
    private readonly Random random;
    private readonly DisposeScope scope;
    private int depth;

    public Values(int seed)
    {
        random = new Random(seed);
        scope = NewDisposeScope();
        torch.manual_seed(seed);
    }

    public void Dispose() => scope.Dispose();

    public static bool CanMake(MethodBase method) =>
        method.GetParameters().All(p => !p.ParameterType.IsPointer && !p.ParameterType.IsByRef && !p.ParameterType.ContainsGenericParameters);

    public static bool HasNull(object? value) => value switch
    {
        null => true,
        string => false,
        IEnumerable list and not Tensor and not nn.Module and not Size => list.Cast<object?>().Take(20).Any(HasNull),
        System.Runtime.CompilerServices.ITuple tuple => Enumerable.Range(0, tuple.Length).Any(i => HasNull(tuple[i])),
        ParamGroup or OptimizerState or OptimizerOptions => true, // made here by themselves, they miss what an optimizer would set
        _ => false,
    };

    public static string Text(object? value) => value switch
    {
        null => "null",
        Tensor { IsInvalid: true } => "a disposed tensor",
        Tensor t => $"[{string.Join('x', t.shape)}] {t.dtype} {t.device}{(t.requires_grad ? " with gradient" : "")}",
        string s => $"\"{s}\"",
        Array array => $"{array.GetType().Name} {{{string.Join(", ", array.Cast<object?>().Take(8).Select(Text))}}}",
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.GetType().Name,
    };

    private T One<T>(params T[] choices) => choices[random.Next(choices.Length)];

    private bool Chance(int percent) => random.Next(100) < percent;

    // ---- by type -------------------------------------------------------------------------------------------------------

    public object? Make(Type type)
    {
        if (++depth > 6)
        {
            depth--;
            return type.IsValueType ? Activator.CreateInstance(type) : null;
        }
        try
        {
            return Nullable.GetUnderlyingType(type) is { } inner ? (Chance(40) ? null : Make(inner)) : Known(type) ?? Built(type);
        }
        finally
        {
            depth--;
        }
    }

    private object? Known(Type type)
    {
        if (type == typeof(Tensor))
            return Chance(4) ? null : MakeTensor();
        if (type == typeof(Parameter))
            return Chance(4) ? null : MakeParameter();
        if (type == typeof(long))
            return One(0L, 1, 2, 3, 4, 5, -1, -2, -5, 64, 1L << 33, 1L << 40, long.MaxValue, long.MinValue);
        if (type == typeof(int))
            return One(0, 1, 2, 3, -1, -2, -5, 64, int.MaxValue, int.MinValue);
        if (type == typeof(double))
            return One(0, 1, 0.5, -1, 1e300, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 2);
        if (type == typeof(float))
            return One(0, 1, 0.5f, -1, float.NaN, float.PositiveInfinity, 2);
        if (type == typeof(bool))
            return Chance(50);
        if (type == typeof(string))
            return Chance(5) ? null : One("", "cpu", "meta", "cuda:0", "0", "weight", "mean", "ij,jk->ik", "ij->", "->,", "a.b", "file", "no/such/file", "\n", "G", "min", "rel", "天");
        if (type == typeof(Scalar))
            return Chance(4) ? null : One<Scalar>(0, 1, -1, 2.5, double.NaN, true, long.MaxValue, new Complex(1, 2), 1e300);
        if (type == typeof(ScalarType))
            return One(Enum.GetValues<ScalarType>().Append((ScalarType)99).ToArray());
        if (type.IsEnum)
            return One(type.GetEnumValues().Cast<object>().Append(Enum.ToObject(type, 99)).ToArray());
        if (type == typeof(Device))
            return Chance(50) ? CPU : One(null, META, new Device(DeviceType.CUDA), new Device("cpu", 7), new Device(DeviceType.FPGA, 300), new Device((DeviceType)99));
        if (type == typeof(Generator))
            return Chance(70) ? null : Disposed(new Generator((ulong)random.Next()), 20);
        if (type == typeof(Stream))
            return new MemoryStream(Bytes());
        if (type == typeof(BinaryReader))
            return new BinaryReader(new MemoryStream(Bytes()));
        if (type == typeof(BinaryWriter))
            return new BinaryWriter(new MemoryStream());
        if (type == typeof(CultureInfo))
            return CultureInfo.InvariantCulture;
        if (type == typeof(object))
            return One<object?>(null, "text", 1, MakeTensor());
        if (type == typeof(IDisposable))
            return Chance(70) ? MakeTensor() : new MemoryStream();
        if (type == typeof(Array))
            return One<Array>(new float[] { 1, 2 }, new int[2, 3], Array.Empty<long>(), new string[1], new object[2], new float[1, 2, 3]);
        if (type == typeof(DisposeScope))
            return Disposed(NewDisposeScope(), 30);
        if (type == typeof(IntPtr))
            return IntPtr.Zero;
        if (typeof(nn.Module).IsAssignableFrom(type) || type == typeof(nn.IModule<Tensor, Tensor>))
            return MakeModule(type);
        if (typeof(optim.Optimizer).IsAssignableFrom(type))
            return MakeOptimizer(type);
        if (type == typeof(optim.lr_scheduler.LRScheduler))
            return optim.lr_scheduler.StepLR((optim.Optimizer)MakeOptimizer(typeof(SGD))!, 2);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(TensorAccessor<>))
            return type == typeof(TensorAccessor<float>) ? Disposed(rand(2, 3).T.data<float>(), 20) : Disposed(arange(5).data<long>(), 20);
        return null;
    }

    private object? Built(Type type)
    {
        if (type.IsArray)
            return Chance(3) ? null : Fill(Array.CreateInstance(type.GetElementType()!, Enumerable.Range(0, type.GetArrayRank()).Select(_ => random.Next(4)).ToArray()));
        if (type.IsByRefLike)
            return Fill(Array.CreateInstance(type.GetGenericArguments()[0], random.Next(4)));
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Memory<>))
            return Activator.CreateInstance(type, Fill(Array.CreateInstance(type.GetGenericArguments()[0], random.Next(4))));
        if (type.IsInterface && type.IsGenericType && type.GetGenericArguments().Length == 1 && type.IsAssignableFrom(type.GetGenericArguments()[0].MakeArrayType()))
            return Chance(3) ? null : Fill(Array.CreateInstance(type.GetGenericArguments()[0], random.Next(4)));
        if (type.IsAssignableTo(typeof(System.Runtime.CompilerServices.ITuple)))
            return Activator.CreateInstance(type, type.GetGenericArguments().Select(Make).ToArray());
        if (typeof(Delegate).IsAssignableFrom(type))
            return Chance(10) ? null : MakeFunction(type);
        if (type == typeof(Dictionary<string, bool>))
            return Chance(50) ? null : new Dictionary<string, bool>();
        if (type == typeof(Dictionary<string, Tensor>))
            return Chance(10) ? null : new Dictionary<string, Tensor> { ["weight"] = MakeTensor(), ["x"] = MakeTensor() };
        if (type == typeof(TensorIndex))
            return One(TensorIndex.Ellipsis, TensorIndex.None, TensorIndex.Null, TensorIndex.Colon, TensorIndex.Bool(true), TensorIndex.Single((long)Make(typeof(long))!),
                TensorIndex.Slice((long)Make(typeof(long))!, (long)Make(typeof(long))!, (long)Make(typeof(long))!), TensorIndex.Tensor(MakeTensor()), default);
        if (type.IsPrimitive)
            return Convert.ChangeType(random.Next(3), type, CultureInfo.InvariantCulture);
        return type.GetConstructors().OrderBy(_ => random.Next()).FirstOrDefault(c => c.GetParameters().All(p => !p.ParameterType.IsByRefLike)) is { } constructor
            ? Construct(constructor)
            : type.IsValueType ? Activator.CreateInstance(type) : null;
    }

    private object? Construct(ConstructorInfo constructor)
    {
        try
        {
            return constructor.Invoke(constructor.GetParameters().Select(p => Make(p.ParameterType)).ToArray());
        }
        catch (TargetInvocationException)
        {
            return null;
        }
    }

    private Array Fill(Array array)
    {
        var element = array.GetType().GetElementType()!;
        var index = new int[array.Rank];
        for (var i = 0; i < array.Length; i++)
        {
            var rest = i;
            for (var d = array.Rank - 1; d >= 0; d--)
                rest = Math.DivRem(rest, array.GetLength(d), out index[d]);
            array.SetValue(Make(element), index);
        }
        return array;
    }

    private T Disposed<T>(T item, int percent) where T : IDisposable
    {
        if (Chance(percent))
            item.Dispose();
        return item;
    }

    private byte[] Bytes()
    {
        var bytes = new byte[random.Next(40)];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>A function that ignores its arguments and returns some value of its type.</summary>
    private Delegate MakeFunction(Type type)
    {
        var invoke = type.GetMethod("Invoke")!;
        var parameters = invoke.GetParameters().Select(p => Expression.Parameter(p.ParameterType)).ToArray();
        var body = invoke.ReturnType == typeof(void) ? (Expression)Expression.Empty() : Expression.Constant(Make(invoke.ReturnType), invoke.ReturnType);
        return Expression.Lambda(type, body, parameters).Compile();
    }

    // ---- tensors, modules, optimizers ------------------------------------------------------------------------------------

    private static readonly long[][] Shapes = [[2, 3], [3, 2], [3], [], [0], [0, 3], [2, 3, 4], [1, 1, 1, 1, 1], [3, 3], [7], [1, 2, 3, 4], [1, 2, 5, 4]];

    private Tensor MakeTensor()
    {
        var shape = One(Shapes);
        switch (random.Next(16))
        {
            case 0:
                return Disposed(rand(shape), 100);
            case 1:
                return rand(shape, requires_grad: true);
            case 2:
                return rand(shape, requires_grad: true) * 2;
            case 3:
                return rand(2, 3).T;
            case 4:
                return randint(0, 3, shape);
            case 5:
                return randint(-1000, 1000, shape);
            case 6:
                return rand(shape) > 0.5;
            case 7:
                return empty(shape, device: META);
            case 8:
                return empty(new[] { 1L << 40 }, device: META);
            case 9:
                return rand(1).expand(1L << 20);
            case 10:
                return rand(shape).to(One(ScalarType.Float64, ScalarType.Float16, ScalarType.BFloat16, ScalarType.ComplexFloat32, ScalarType.ComplexFloat64));
            case 11:
                return rand(shape).to(One(ScalarType.Byte, ScalarType.Int8, ScalarType.Int16, ScalarType.Int32));
            case 12:
                using (inference_mode())
                    return rand(shape);
            case 13:
                return rand(shape) * double.NaN;
            default:
                return rand(shape);
        }
    }

    private Parameter MakeParameter()
    {
        var p = new Parameter(rand(One(Shapes)));
        if (Chance(50))
            p.grad = rand(p.shape);
        return Disposed(p, 8);
    }

    private static readonly (Type type, Func<Values, nn.Module> make)[] Modules =
    [
        (typeof(Linear), _ => nn.Linear(3, 2)),
        (typeof(Embedding), _ => nn.Embedding(4, 3)),
        (typeof(LayerNorm), _ => nn.LayerNorm(3)),
        (typeof(Dropout), _ => nn.Dropout()),
        (typeof(GELU), _ => nn.GELU()),
        (typeof(ReLU), _ => nn.ReLU()),
        (typeof(SiLU), _ => nn.SiLU()),
        (typeof(Tanh), _ => nn.Tanh()),
        (typeof(Sigmoid), _ => nn.Sigmoid()),
        (typeof(Softmax), _ => nn.Softmax(1)),
        (typeof(LogSoftmax), _ => nn.LogSoftmax(-1)),
        (typeof(Identity), _ => nn.Identity()),
        (typeof(Flatten), _ => nn.Flatten()),
        (typeof(Sequential), _ => nn.Sequential(nn.Linear(3, 3), nn.ReLU())),
        (typeof(ModuleList<nn.Module>), _ => nn.ModuleList<nn.Module>(nn.Linear(1, 1))),
        (typeof(ModuleDict<nn.Module>), _ => nn.ModuleDict<nn.Module>(("a", nn.Linear(1, 1)))),
        (typeof(MSELoss), _ => nn.MSELoss()),
        (typeof(CrossEntropyLoss), _ => nn.CrossEntropyLoss()),
        (typeof(NLLLoss), _ => nn.NLLLoss()),
        (typeof(BCEWithLogitsLoss), _ => nn.BCEWithLogitsLoss()),
        (typeof(ParameterList), v => nn.ParameterList(v.MakeParameter())),
    ];

    private object? MakeModule(Type type)
    {
        var fitting = Modules.Where(m => type.IsAssignableFrom(m.type)).ToArray();
        return fitting.Length == 0 || Chance(3) ? null : Disposed(One(fitting).make(this), 8);
    }

    private object? MakeOptimizer(Type type)
    {
        var parameters = new[] { MakeParameter(), MakeParameter() }.Where(p => !p.IsInvalid).ToArray();
        if (type == typeof(SGD))
            return Disposed(optim.SGD(parameters, 0.1, momentum: 0.9), 8);
        if (type == typeof(Adam))
            return Disposed(optim.Adam(parameters, weight_decay: 0.1), 8);
        return Disposed(optim.AdamW(parameters, amsgrad: Chance(30)), 8);
    }
}
