"""Losses, each under every reduction."""
import torch
from torch import randint, randn
from torch.nn import functional as F

from .case import case, given

REDUCTIONS = ("none", "mean", "sum")

for r in REDUCTIONS:
    @case("losses", f"cross_entropy_{r}")
    def cross_entropy(r=r):
        x, target = given(x=randn(6, 5) * 2, target=torch.tensor([0, 4, -100, 2, 2, -100]))
        return F.cross_entropy(x, target, reduction=r)

    @case("losses", f"nll_loss_{r}")
    def nll_loss(r=r):
        x, target = given(x=randn(4, 5), target=randint(5, (4,)))
        return F.nll_loss(F.log_softmax(x, 1), target, reduction=r)

    @case("losses", f"mse_loss_{r}")
    def mse_loss(r=r):
        x, target = given(x=randn(3, 4), target=randn(3, 4))
        return F.mse_loss(x, target, reduction=r)

    @case("losses", f"l1_loss_{r}")
    def l1_loss(r=r):
        x, target = given(x=randn(3, 4), target=randn(3, 4))
        return F.l1_loss(x, target, reduction=r)

    @case("losses", f"huber_loss_{r}")
    def huber_loss(r=r):
        x, target = given(x=randn(3, 4) * 2, target=randn(3, 4))
        return F.huber_loss(x, target, delta=0.7, reduction=r)

    @case("losses", f"smooth_l1_loss_{r}")
    def smooth_l1_loss(r=r):
        x, target = given(x=randn(3, 4) * 2, target=randn(3, 4))
        return F.smooth_l1_loss(x, target, beta=0.7, reduction=r)

    @case("losses", f"binary_cross_entropy_with_logits_{r}")
    def binary_cross_entropy_with_logits(r=r):
        x, target, positive = given(x=randn(3, 4) * 5, target=torch.rand(3, 4), positive=torch.rand(4) + 0.5)
        return F.binary_cross_entropy_with_logits(x, target, reduction=r, pos_weight=positive.detach())

    @case("losses", f"kl_div_{r}")
    def kl_div(r=r):
        x, target = given(x=randn(3, 5), target=torch.rand(3, 5) + 0.1)
        return F.kl_div(F.log_softmax(x, 1), target, reduction=r, log_target=False)

    @case("losses", f"kl_div_log_target_{r}")
    def kl_div_log_target(r=r):
        x, target = given(x=randn(3, 5), target=randn(3, 5))
        return F.kl_div(F.log_softmax(x, 1), F.log_softmax(target, 1), reduction=r, log_target=True)


@case("losses")
def cross_entropy_plain():
    x, target = given(x=randn(2, 3, 7), target=randint(7, (2, 3)))
    return F.cross_entropy(x.flatten(0, 1), target.flatten())


@case("losses")
def cross_entropy_other_ignore_index():
    x, target = given(x=randn(4, 5), target=torch.tensor([1, 0, 3, 0]))
    return F.cross_entropy(x, target, ignore_index=0)


@case("losses")
def cross_entropy_smoothed_and_weighted():
    x, target, weight = given(x=randn(4, 5), target=randint(5, (4,)), weight=torch.rand(5) + 0.5)
    return F.cross_entropy(x, target, weight.detach(), label_smoothing=0.1)


@case("losses")
def logsigmoid():
    return F.logsigmoid(given(x=torch.tensor([-90.0, -5.0, -0.1, 0.0, 0.1, 5.0, 90.0])))


@case("losses")
def logsumexp():
    x = given(x=randn(3, 5) * 30)
    return torch.logsumexp(x, 1), torch.logsumexp(x, 0, keepdim=True)


@case("losses")
def cosine_similarity():
    a, b = given(a=randn(3, 5), b=randn(3, 5))
    return F.cosine_similarity(a, b, dim=1)
