"""Five steps of each optimiser under given gradients; clipping."""
import torch
from torch import nn, randn

from .case import case, given


def optimiser_case(name, make):
    @case("optimisers", name)
    def stepped():
        a, b, ga, gb = given(a=randn(3, 4), b=randn(4), ga=randn(5, 3, 4), gb=randn(5, 4) * 1e-3)
        p, q = nn.Parameter(a.detach().clone()), nn.Parameter(b.detach().clone())
        optimiser = make(p, q)
        for step in range(5):
            for group in optimiser.param_groups:
                group["lr"] = 0.1 / (step + 1)
            p.grad, q.grad = ga[step].detach().clone(), gb[step].detach().clone()
            optimiser.step()
        return p.detach(), q.detach()


optimiser_case("adamw", lambda p, q: torch.optim.AdamW([p, q], betas=(0.9, 0.99), weight_decay=0.1))
optimiser_case("adamw_groups", lambda p, q: torch.optim.AdamW(
    [{"params": [p], "weight_decay": 0.1}, {"params": [q], "weight_decay": 0.0}], betas=(0.9, 0.95)))
optimiser_case("adam", lambda p, q: torch.optim.Adam([p, q]))
optimiser_case("sgd", lambda p, q: torch.optim.SGD([p, q], lr=0.1, momentum=0.9))


@case("optimisers")
def clip_grad_norm():
    a, b = (nn.Parameter(x.detach()) for x in given(a=randn(3, 4), b=randn(4)))
    found = []
    for limit in (0.5, 100.0):
        a.grad, b.grad = a.detach().clone(), b.detach().clone()
        norm = nn.utils.clip_grad_norm_([a, b], limit)
        found += [norm.double(), a.grad.clone(), b.grad.clone()]
    return found
