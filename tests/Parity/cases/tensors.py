"""What is done to tensors: arithmetic, products, reductions, order, indexing, shape."""
import torch
from torch import randint, randn
from torch.nn import functional as F

from .case import case, given


@case("tensors")
def arithmetic():
    a, b = given(a=randn(2, 3), b=torch.rand(3) + 0.5)
    return a + b, a - b, a * b, a / b, b ** 1.5, -a, 2 - a, 1 / b


@case("tensors")
def pointwise():
    x = given(x=torch.rand(8) + 0.2)
    return x.exp(), x.log(), x.sqrt(), x.rsqrt(), x.abs(), x.clamp(0.4, 0.9), x.sin(), x.cos(), x.pow(3)


@case("tensors")
def products():
    a, b, c = given(a=randn(2, 3, 4), b=randn(2, 4, 5), c=randn(4, 6))
    return torch.matmul(a, b), torch.bmm(a, b), torch.matmul(a, c), torch.mm(a[0], c)


@case("tensors")
def einsum():
    a, b = given(a=randn(2, 3, 4), b=randn(2, 5, 4))
    return torch.einsum("btd,bsd->bts", a, b), torch.einsum("btd,btd->b", a, a)


@case("tensors")
def reductions():
    x = given(x=randn(3, 4, 2))
    return x.sum(), x.sum(1), x.mean(), x.mean((0, 2), keepdim=True), x.var(1), x.std(), x.var(-1, unbiased=False)


@case("tensors")
def extremes():
    x = given(x=randn(3, 6))
    return (x.max(), *x.max(1), x.min(), *x.min(0), x.argmax(1), torch.maximum(x, x.flip(0)), torch.minimum(x, x.flip(1)))


@case("tensors")
def norm():
    x = given(x=randn(3, 4))
    return x.norm(), torch.norm(x, dim=1), torch.norm(x, dim=0, keepdim=True), x.norm(1)


@case("tensors")
def cumsum():
    x, n = given(x=randn(3, 4), n=torch.arange(5))
    return x.cumsum(0), x.cumsum(1), n.cumsum(0)


@case("tensors")
def topk():
    x = given(x=randn(3, 8))
    return (*x.topk(3), *x.topk(2, dim=0, largest=False))


@case("tensors")
def sort():
    x = given(x=randn(3, 5))
    return (*x.sort(), *x.sort(0, descending=True), x.argsort(1))


@case("tensors")
def gather():
    x, index = given(x=randn(3, 5), index=randint(5, (3, 2)))
    return x.gather(1, index)


@case("tensors")
def scatter():
    x, index, source = given(x=randn(3, 5), index=torch.tensor([[0, 4], [2, 1], [3, 0]]), source=randn(3, 2))
    return x.scatter(1, index, source), x.scatter_add(1, index, source)


@case("tensors")
def indexing():
    x, rows, is_kept = given(x=randn(4, 3), rows=torch.tensor([3, 0, 3]), is_kept=torch.tensor([True, False, True, True]))
    return (x.index_select(0, rows), x[rows], x[is_kept], x[1], x[:, 1:], x[-1, 0], x[::2], x[..., None], x.masked_select(x > 0))


@case("tensors")
def masks():
    a, b, is_masked = given(a=randn(3, 4), b=randn(3, 4), is_masked=torch.rand(3, 4) < 0.5)
    return torch.where(is_masked, a, b), a.masked_fill(is_masked, -2.5), a.tril(), b.triu(1), a.tril(-1)


@case("tensors")
def repetition():
    x, repeats = given(x=randn(3, 2), repeats=torch.tensor([1, 0, 2]))
    return x.repeat_interleave(2, 0), x.repeat_interleave(repeats, 0), x.repeat(2, 2), x[None].expand(4, 3, 2)


@case("tensors")
def shapes():
    a, b = given(a=randn(2, 6), b=randn(2, 6))
    return (torch.cat([a, b], 1), torch.stack([a, b]), a.view(3, 4), a.t(), a.reshape(2, 3, 2).transpose(1, 2),
            a.reshape(2, 3, 2).permute(2, 0, 1), *a.split(4, 1), *a.chunk(2, 1), a.flip(1), a.roll(1, 1))


@case("tensors")
def one_hot():
    tokens = given(tokens=torch.tensor([0, 3, 1]))
    return F.one_hot(tokens), F.one_hot(tokens, 6)
