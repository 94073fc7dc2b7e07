"""Linear, normalisation, embedding, activations, softmax."""
import torch
from torch import randn
from torch.nn import functional as F

from .case import case, given


@case("layers")
def linear():
    x, weight, bias = given(x=randn(2, 3, 4), weight=randn(5, 4), bias=randn(5))
    return F.linear(x, weight, bias)


@case("layers")
def linear_no_bias():
    x, weight = given(x=randn(3, 4), weight=randn(5, 4))
    return F.linear(x, weight)


@case("layers")
def layer_norm():
    x, weight, bias = given(x=randn(2, 3, 8) * 3 + 1, weight=randn(8), bias=randn(8))
    return F.layer_norm(x, (8,), weight, bias, 1e-5)


@case("layers")
def layer_norm_no_bias():
    x, weight = given(x=randn(2, 3, 8), weight=randn(8))
    return F.layer_norm(x, (8,), weight, None, 1e-5)


@case("layers")
def embedding():
    tokens, weight = given(tokens=torch.tensor([[0, 2, 2], [5, 0, 1]]), weight=randn(6, 4))
    return F.embedding(tokens, weight)


@case("layers")
def gelu():
    return F.gelu(given(x=torch.cat([randn(20) * 2, torch.tensor([-12.0, -1e-3, 0.0, 1e-3, 12.0])])))


@case("layers")
def gelu_tanh():
    return F.gelu(given(x=torch.cat([randn(20) * 2, torch.tensor([-12.0, -1e-3, 0.0, 1e-3, 12.0])])), approximate="tanh")


@case("layers")
def activations():
    x = given(x=randn(12) * 3)
    return F.relu(x), F.silu(x), torch.sigmoid(x), torch.tanh(x), F.softplus(x)


@case("layers")
def softmax():
    x = given(x=randn(2, 3, 5) * 4)
    return F.softmax(x, dim=-1), F.softmax(x, dim=1)


@case("layers")
def log_softmax():
    x = given(x=randn(2, 3, 5) * 4)
    return F.log_softmax(x, dim=-1), F.log_softmax(x, dim=0)
