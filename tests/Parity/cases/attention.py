"""Attention, written out: causal or not, masked or not, of many shapes."""
import math

import torch
from torch import randn

from .case import case, given


def attend(q, k, v, mask=None, causal=False):
    """softmax(q k^T / sqrt(d)) v; a boolean mask says where one may look, another one is added to the scores."""
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    if causal:
        mask = torch.ones(scores.shape[-2:], dtype=torch.bool).tril()
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf) if mask.dtype == torch.bool else scores + mask
    return scores.softmax(-1) @ v


def attention_case(name, queries, keys, causal, dtype=torch.float32, mask=None):
    @case("attention", "attention_" + name)
    def attention():
        q, k, v = given(q=randn(queries, dtype=dtype), k=randn(keys, dtype=dtype), v=randn(keys, dtype=dtype))
        added = () if mask is None else (given(mask=mask(queries[-2], keys[-2])).detach(),)
        return attend(q, k, v, *added, causal=causal)


attention_case("causal", (2, 3, 5, 4), (2, 3, 5, 4), True)
attention_case("causal_one_token", (2, 2, 1, 8), (2, 2, 1, 8), True)
attention_case("causal_many_heads", (1, 6, 17, 16), (1, 6, 17, 16), True)
attention_case("causal_long", (1, 1, 130, 8), (1, 1, 130, 8), True)
attention_case("causal_double", (1, 2, 7, 4), (1, 2, 7, 4), True, dtype=torch.float64)
attention_case("full", (2, 3, 5, 4), (2, 3, 5, 4), False)
attention_case("one_query", (2, 2, 1, 8), (2, 2, 9, 8), False)
attention_case("is_visible", (2, 2, 4, 8), (2, 2, 6, 8), False,
               mask=lambda t, s: (torch.rand(t, s) < 0.6) | (torch.arange(s) == 0))
attention_case("added_mask", (2, 2, 4, 8), (2, 2, 6, 8), False, mask=lambda t, s: randn(t, s) * 3)
