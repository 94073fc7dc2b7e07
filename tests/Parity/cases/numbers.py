"""Learning-rate schedules and what is drawn under a seed."""
import torch
from torch import nn, randint, randn

import gpt

from .case import case, given


def rates(make, steps):
    optimiser = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.5)
    schedule, seen = make(optimiser), []
    for _ in range(steps):
        seen.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        schedule.step()
    return torch.tensor(seen, dtype=torch.float64)


@case("schedules")
def lambda_lr():
    return rates(lambda o: torch.optim.lr_scheduler.LambdaLR(o, lambda n: 0.9 ** n), 12)


@case("schedules")
def cosine_annealing_lr():
    return rates(lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 10, eta_min=0.05), 11)


@case("schedules")
def warmup_cosine():
    settings = {"learning_rate": 1e-3, "min_learning_rate": 1e-4, "warmup_steps": 5, "steps": 20}
    return torch.tensor([gpt.learning_rate(n, settings) for n in range(20)], dtype=torch.float64)


@case("random")
def drawn():
    torch.manual_seed(42)
    return randn(3), torch.rand(4), randn(40), randint(10, (6,)), randint(-5, 5, (6,)), torch.randperm(9), torch.empty(33).normal_(1, 0.02)


@case("random")
def drawn_by_a_generator():
    g = torch.Generator().manual_seed(123)
    return randn(5, generator=g), torch.rand(5, generator=g), randint(100, (5,), generator=g), torch.randperm(7, generator=g)


@case("random")
def initial_weights():
    torch.manual_seed(0)
    layer, table = nn.Linear(7, 5), nn.Embedding(6, 4)
    made = [layer.weight, layer.bias, table.weight]
    made += [f(torch.empty(6, 4)) for f in (nn.init.normal_, nn.init.uniform_, nn.init.xavier_uniform_, nn.init.kaiming_uniform_)]
    return [tensor.detach() for tensor in made]


@case("random")
def multinomial_replaced():
    weights = given(weights=torch.rand(3, 5)).detach()
    torch.manual_seed(7)
    return torch.multinomial(weights, 6, replacement=True), torch.multinomial(weights, 3, replacement=True)


@case("random")
def multinomial_single():
    weights = given(weights=torch.rand(3, 5)).detach()
    torch.manual_seed(7)
    return torch.multinomial(weights, 1), torch.multinomial(weights, 3), torch.multinomial(weights, 1, generator=torch.Generator().manual_seed(5))
