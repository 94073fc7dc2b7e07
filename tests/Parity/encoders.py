"""BERT-like encoder and T5-like encoder-decoder as plain functions of a dictionary of weights, for golden values.

Written for itself, not after the C# classes: attention is one einsum per product, padding is added as -infinity, and only
the names of the weights are shared.
"""
import math
import zlib

import torch
from torch import randint
from torch.nn import functional as F

VOCABULARY, BLOCK, LAYERS, HEADS, WIDTH = 29, 12, 2, 3, 24


def weights(file, shapes):
    """Weights of every shape, none at its usual place, from a seed of the file's own."""
    torch.manual_seed(zlib.crc32(file.encode()))
    return {name: (torch.randn(shape) * 0.2 + (1.0 if "ln_" in name or "norm" in name and name.endswith("weight") else 0.0)).requires_grad_()
            for name, shape in sorted(shapes.items())}


def linear_shapes(name, rows, columns):
    return {f"{name}.weight": (rows, columns), f"{name}.bias": (rows,)}


def norm_shapes(name):
    return {f"{name}.weight": (WIDTH,), f"{name}.bias": (WIDTH,)}


def stack_shapes(name, own_tokens=True, cross=False, segments=False):
    shapes = {f"{name}.wpe.weight": (BLOCK, WIDTH), **norm_shapes(f"{name}.ln_f")}
    if own_tokens:
        shapes[f"{name}.wte.weight"] = (VOCABULARY, WIDTH)
    if segments:
        shapes[f"{name}.wse.weight"] = (2, WIDTH)
    for i in range(LAYERS):
        block = f"{name}.h.{i}"
        shapes |= norm_shapes(f"{block}.ln_1") | norm_shapes(f"{block}.ln_2")
        shapes |= linear_shapes(f"{block}.attn.c_attn", 3 * WIDTH, WIDTH) | linear_shapes(f"{block}.attn.c_proj", WIDTH, WIDTH)
        shapes |= linear_shapes(f"{block}.mlp.c_fc", 4 * WIDTH, WIDTH) | linear_shapes(f"{block}.mlp.c_proj", WIDTH, 4 * WIDTH)
        if cross:
            shapes |= norm_shapes(f"{block}.ln_cross_attn") | linear_shapes(f"{block}.crossattention.q_attn", WIDTH, WIDTH)
            shapes |= linear_shapes(f"{block}.crossattention.c_attn", 2 * WIDTH, WIDTH) | linear_shapes(f"{block}.crossattention.c_proj", WIDTH, WIDTH)
    return shapes


def linear(w, name, x):
    return torch.einsum("...i,oi->...o", x, w[f"{name}.weight"]) + w[f"{name}.bias"]


def norm(w, name, x):
    centred = x - x.mean(-1, keepdim=True)
    return centred / (centred.pow(2).mean(-1, keepdim=True) + 1e-5).sqrt() * w[f"{name}.weight"] + w[f"{name}.bias"]


def attend(q, k, v, penalty):
    """(B, S, C), (B, T, C), (B, T, C) and what is added to the scores, of a shape that broadcasts to (B, H, S, T)."""
    q, k, v = (t.unflatten(2, (HEADS, WIDTH // HEADS)) for t in (q, k, v))
    scores = torch.einsum("bshd,bthd->bhst", q, k) / math.sqrt(WIDTH // HEADS) + penalty
    probabilities = (scores - scores.logsumexp(3, keepdim=True)).exp()
    return torch.einsum("bhst,bthd->bshd", probabilities, v).flatten(2), probabilities


def stack(w, name, embedding, tokens, penalty, segments=None, memory=None, memory_penalty=None, pictures=None):
    x = embedding[tokens] + w[f"{name}.wpe.weight"][:tokens.shape[1]]
    if segments is not None:
        x = x + w[f"{name}.wse.weight"][segments]
    for i in range(LAYERS):
        block = f"{name}.h.{i}"
        q, k, v = linear(w, f"{block}.attn.c_attn", norm(w, f"{block}.ln_1", x)).chunk(3, dim=2)
        mixed, probabilities = attend(q, k, v, penalty)
        if pictures is not None:
            pictures.append(probabilities)
        x = x + linear(w, f"{block}.attn.c_proj", mixed)
        if memory is not None:
            q = linear(w, f"{block}.crossattention.q_attn", norm(w, f"{block}.ln_cross_attn", x))
            k, v = linear(w, f"{block}.crossattention.c_attn", memory).chunk(2, dim=2)
            x = x + linear(w, f"{block}.crossattention.c_proj", attend(q, k, v, memory_penalty)[0])
        inner = linear(w, f"{block}.mlp.c_fc", norm(w, f"{block}.ln_2", x))
        inner = inner * 0.5 * (1 + torch.erf(inner / math.sqrt(2)))
        x = x + linear(w, f"{block}.mlp.c_proj", inner)
    return norm(w, f"{name}.ln_f", x)


def hide_padding(is_pad):
    return torch.zeros(is_pad.shape).masked_fill(is_pad, -math.inf)[:, None, None, :]


def cross_entropy(scores, targets):
    """The mean over targets that are not -100."""
    asked = targets != -100
    return -F.log_softmax(scores[asked], 1).gather(1, targets[asked][:, None]).mean()


def keep(files, file, w, given, outputs, loss):
    loss.backward()
    files[file] = {**given, **outputs, "loss": loss,
                   **{f"before/{name}": p.detach().clone() for name, p in w.items()},
                   **{f"grad/{name}": p.grad.clone() for name, p in w.items()}}


def padding(lengths, width):
    return torch.arange(width)[None, :] >= torch.tensor(lengths)[:, None]


def encoder(files, file="encoder"):
    """Masked-token loss plus next-sentence loss of three padded pairs."""
    w = weights(file, stack_shapes("transformer", segments=True) | linear_shapes("mlm_dense", WIDTH, WIDTH) | norm_shapes("mlm_norm")
                | {"mlm_bias": (VOCABULARY,)} | linear_shapes("pooler", WIDTH, WIDTH) | linear_shapes("nsp", 2, WIDTH))
    tokens, is_pad, is_next = randint(VOCABULARY, (3, 10)), padding([10, 7, 4], 10), torch.tensor([1, 0, 1])
    segments = (torch.arange(10)[None, :] >= torch.tensor([[5], [3], [2]])).long()
    targets = torch.where((torch.rand(3, 10) < 0.4) & ~is_pad, randint(VOCABULARY, (3, 10)), -100)
    pictures = []
    hidden = stack(w, "transformer", w["transformer.wte.weight"], tokens, hide_padding(is_pad), segments, pictures=pictures)
    inner = linear(w, "mlm_dense", hidden)
    scores = norm(w, "mlm_norm", inner * 0.5 * (1 + torch.erf(inner / math.sqrt(2)))) @ w["transformer.wte.weight"].T + w["mlm_bias"]
    pair_scores = linear(w, "nsp", torch.tanh(linear(w, "pooler", hidden[:, 0])))
    loss = cross_entropy(scores, targets) + cross_entropy(pair_scores, is_next)
    free = []
    stack(w, "transformer", w["transformer.wte.weight"], tokens, torch.zeros(1), torch.zeros_like(tokens), pictures=free)
    keep(files, file, w, {"tokens": tokens, "is_pad": is_pad, "segments": segments, "targets": targets, "is_next": is_next},
         {"hidden": hidden[~is_pad], "pair_scores": pair_scores, "attention": free[1]}, loss)


def encoder_decoder(files, file="encoder-decoder"):
    """Loss of three padded inputs and three outputs of different lengths."""
    w = weights(file, stack_shapes("encoder") | stack_shapes("decoder", own_tokens=False, cross=True))
    tokens, is_pad = randint(VOCABULARY, (3, 10)), padding([10, 7, 4], 10)
    outputs = randint(VOCABULARY, (3, 6))
    targets = torch.where(padding([4, 6, 2], 6), -100, randint(VOCABULARY, (3, 6)))
    embedding = w["encoder.wte.weight"]
    memory = stack(w, "encoder", embedding, tokens, hide_padding(is_pad))
    future = torch.full((6, 6), -math.inf).triu(1)
    hidden = stack(w, "decoder", embedding, outputs, future, memory=memory, memory_penalty=hide_padding(is_pad))
    scores = hidden @ embedding.T
    keep(files, file, w, {"tokens": tokens, "is_pad": is_pad, "outputs": outputs, "targets": targets}, {"scores": scores},
         cross_entropy(scores, targets))
