namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Learning rates that follow the number of steps. Made, a scheduler is at step 0; each step() goes one further.</summary>
        public static partial class lr_scheduler
        {
            public abstract class LRScheduler
            {
                protected int _step_count;

                internal Optimizer Optimizer { get; } = null!;
                internal int LastStep { get; set; } = -1;
                internal double[] BaseRates { get; } = [];
                internal double[] LastRates { get; set; } = [];
                private readonly bool verbose;

                protected LRScheduler()
                {
                }

                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    (Optimizer, LastStep, this.verbose) = (optimizer, last_epoch, verbose);
                    BaseRates = optimizer.ParamGroups.Select(g => g.InitialLearningRate).ToArray();
                    LastRates = Rates.ToArray();
                }

                internal IEnumerable<double> Rates => Optimizer.ParamGroups.Select(g => g.LearningRate);

                public virtual void step() => step(null);

                public virtual void step(int? epoch)
                {
                    _step_count++;
                    LastStep = epoch ?? LastStep + 1;
                    var rates = (epoch.HasValue ? get_closed_form_lr() : get_lr()).ToArray();
                    foreach (var (group, i) in Optimizer.ParamGroups.Take(BaseRates.Length).Select((g, i) => (g, i)).ToArray())
                    {
                        group.LearningRate = rates[i];
                        if (verbose && LastRates[i] != rates[i])
                            Console.WriteLine($"Adjusting learning rate to {rates[i]}");
                    }
                    LastRates = rates;
                }

                public virtual void step(double current, int? epoch = null) => step(epoch);

                protected virtual IEnumerable<double> get_lr() => Rates;

                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();

                public IEnumerable<double> get_last_lr() => LastRates;
            }

            /// <summary>The next rate from the step and the rate now, and the same from the step and the first rate.</summary>
            private sealed class Rule : LRScheduler
            {
                private readonly Func<int, double, double, double> next;
                private readonly Func<int, double, double>? closed;

                internal Rule(Optimizer optimizer, int last, bool verbose, Func<int, double, double, double> next, Func<int, double, double>? closed = null) : base(optimizer, last, verbose)
                {
                    (this.next, this.closed) = (next, closed);
                    step();
                }

                protected override IEnumerable<double> get_lr() => Rates.Select((rate, i) => next(LastStep, rate, BaseRates[i])).ToArray();

                protected override IEnumerable<double> get_closed_form_lr() => closed is null ? get_lr() : BaseRates.Select(first => closed(LastStep, first)).ToArray();
            }

            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
            {
                ArgumentNullException.ThrowIfNull(lr_lambda);
                return new Rule(optimizer, last_epoch, verbose, (t, _, first) => first * lr_lambda(t));
            }

            public static LRScheduler MultiplicativeLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
            {
                ArgumentNullException.ThrowIfNull(lr_lambda);
                return new Rule(optimizer, last_epoch, verbose, (t, rate, _) => t > 0 ? rate * lr_lambda(t) : rate);
            }

            public static LRScheduler StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false) =>
                new Rule(optimizer, last_epoch, verbose, (t, rate, _) => t == 0 || t % step_size != 0 ? rate : rate * gamma, (t, first) => first * Math.Pow(gamma, t / step_size));

            public static LRScheduler MultiStepLR(Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
            {
                ArgumentNullException.ThrowIfNull(milestones);
                return new Rule(optimizer, last_epoch, verbose, (t, rate, _) => milestones.Contains(t) ? rate * gamma : rate, (t, first) => first * Math.Pow(gamma, milestones.Distinct().Count(m => m <= t)));
            }

            public static LRScheduler ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1, bool verbose = false) =>
                new Rule(optimizer, last_epoch, verbose, (t, rate, _) => t == 0 ? rate : rate * gamma, (t, first) => first * Math.Pow(gamma, t));

            public static LRScheduler ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new Rule(optimizer, last_epoch, verbose, (t, rate, _) => t == 0 ? rate * factor : t == total_iters ? rate / factor : rate, (t, first) => t >= total_iters ? first : first * factor);

            public static LRScheduler LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1, int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new Rule(optimizer, last_epoch, verbose,
                    (t, rate, _) => t == 0 ? rate * start_factor : t > total_iters ? rate
                        : rate * (1 + (end_factor - start_factor) / (total_iters * start_factor + (t - 1) * (end_factor - start_factor))),
                    (t, first) => first * (start_factor + (end_factor - start_factor) * Math.Min(total_iters, t) / total_iters));

            public static LRScheduler PolynomialLR(Optimizer optimizer, int total_iters = 5, double power = 1, int last_epoch = -1, bool verbose = false) =>
                new Rule(optimizer, last_epoch, verbose,
                    (t, rate, _) => t == 0 || t > total_iters ? rate : rate * Math.Pow((1.0 - t / (double)total_iters) / (1.0 - (t - 1) / (double)total_iters), power),
                    (t, first) => first * Math.Pow(1 - Math.Min(total_iters, t) / (double)total_iters, power));

            /// <summary>Half a cosine from the first rate down to <paramref name="eta_min"/> over <paramref name="T_max"/> steps, and up again.</summary>
            public static LRScheduler CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false) =>
                new Rule(optimizer, last_epoch, verbose,
                    (t, rate, first) => t == 0 ? rate
                        : (t - 1 - T_max) % (2 * T_max) == 0 ? rate + (first - eta_min) * (1 - Math.Cos(Math.PI / T_max)) / 2
                        : (1 + Math.Cos(Math.PI * t / T_max)) / (1 + Math.Cos(Math.PI * (t - 1) / T_max)) * (rate - eta_min) + eta_min,
                    (t, first) => eta_min + (first - eta_min) * (1 + Math.Cos(Math.PI * t / T_max)) / 2);

            /// <summary>One scheduler after the other; a milestone is the step at which the next one begins.</summary>
            public static LRScheduler SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1) =>
                new Sequence(optimizer, schedulers.ToArray(), milestones.ToArray(), last_epoch);

            private sealed class Sequence : LRScheduler
            {
                private readonly LRScheduler[] schedulers;
                private readonly int[] milestones;

                internal Sequence(Optimizer optimizer, LRScheduler[] schedulers, int[] milestones, int last) : base(optimizer, last + 1)
                {
                    if (schedulers.Any(s => s.Optimizer != optimizer))
                        throw new ArgumentException("SequentialLR: all schedulers must control the same optimizer.");
                    if (milestones.Length != schedulers.Length - 1)
                        throw new ArgumentException($"SequentialLR: {schedulers.Length} schedulers need {schedulers.Length - 1} milestones, not {milestones.Length}.");
                    (this.schedulers, this.milestones) = (schedulers, milestones);
                    foreach (var group in optimizer.ParamGroups)
                        group.LearningRate = group.InitialLearningRate;
                    foreach (var scheduler in schedulers)
                        scheduler.LastStep--;
                    schedulers[0].step();
                    LastRates = schedulers[0].LastRates;
                }

                protected override IEnumerable<double> get_lr()
                {
                    var i = milestones.Length;
                    while (i > 0 && milestones[i - 1] > LastStep)
                        i--;
                    if (i > 0 && milestones[i - 1] == LastStep)
                        schedulers[i].step(0);
                    else
                        schedulers[i].step();
                    return Rates;
                }
            }
        }
    }
}
