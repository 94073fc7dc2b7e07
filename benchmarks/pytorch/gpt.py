"""GPT-2 in PyTorch, as small as it goes: the model that the C# Decoder is compared with.

Pre-norm blocks, learned positions, GELU, output head tied to the token embedding. Parameters carry the names of
Hugging Face's GPT-2; matrices are stored (out, in), as nn.Linear stores them.
"""
import math
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F


@dataclass
class Config:
    vocabulary: int
    block: int      # longest context, in tokens
    layers: int
    heads: int
    width: int
    bias: bool = False          # GPT-2 has biases, nanoGPT's recipe has none
    gelu: str = "none"          # "none": exact, with erf; "tanh": GPT-2's approximation
    dropout: float = 0.0
    attention: str = "explicit"  # "explicit": masked softmax written out; "builtin": torch's own function


class LayerNorm(nn.Module):
    def __init__(self, width, bias):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width)) if bias else None

    def forward(self, x):
        return F.layer_norm(x, self.weight.shape, self.weight, self.bias, 1e-5)


class Attention(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.heads, self.variant, self.dropout = config.heads, config.attention, config.dropout
        self.c_attn = nn.Linear(config.width, 3 * config.width, bias=config.bias)
        self.c_proj = nn.Linear(config.width, config.width, bias=config.bias)
        future = torch.ones(config.block, config.block, dtype=torch.bool).triu(1)
        self.register_buffer("is_future", future, persistent=False)

    def forward(self, x, cache=None):
        batch, length, width = x.shape
        q, k, v = (part.view(batch, length, self.heads, -1).transpose(1, 2)  # (B, H, T, D)
                   for part in self.c_attn(x).split(width, dim=2))
        if cache is not None:
            k, v = cache.extend(k, v)
        mixed = self.builtin(q, k, v) if self.variant == "builtin" else self.explicit(q, k, v)
        mixed = mixed.transpose(1, 2).reshape(batch, length, width)
        return F.dropout(self.c_proj(mixed), self.dropout, self.training)

    def explicit(self, q, k, v):
        length, total = q.shape[2], k.shape[2]
        scores = q @ k.transpose(2, 3) * (1 / math.sqrt(q.shape[3]))  # (B, H, T, total)
        if length > 1:
            scores = scores.masked_fill(self.is_future[total - length:total, :total], -math.inf)
        return F.dropout(scores.softmax(dim=3), self.dropout, self.training) @ v

    def builtin(self, q, k, v):
        dropout = self.dropout if self.training else 0.0
        if hasattr(F, "scaled_dot_product_attention"):  # PyTorch 2
            return F.scaled_dot_product_attention(q, k, v, None, dropout, q.shape[2] > 1)
        return F._scaled_dot_product_attention(q, k, v, None, dropout, False, q.shape[2] > 1)[0]


class Mlp(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.gelu, self.dropout = config.gelu, config.dropout
        self.c_fc = nn.Linear(config.width, 4 * config.width, bias=config.bias)
        self.c_proj = nn.Linear(4 * config.width, config.width, bias=config.bias)

    def forward(self, x):
        return F.dropout(self.c_proj(F.gelu(self.c_fc(x), approximate=self.gelu)), self.dropout, self.training)


class Block(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.ln_1 = LayerNorm(config.width, config.bias)
        self.attn = Attention(config)
        self.ln_2 = LayerNorm(config.width, config.bias)
        self.mlp = Mlp(config)

    def forward(self, x, cache=None):
        x = x + self.attn(self.ln_1(x), cache)
        return x + self.mlp(self.ln_2(x))


class Gpt(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        self.transformer = nn.ModuleDict({
            "wte": nn.Embedding(config.vocabulary, config.width),
            "wpe": nn.Embedding(config.block, config.width),
            "h": nn.ModuleList(Block(config) for _ in range(config.layers)),
            "ln_f": LayerNorm(config.width, config.bias)})

    def initialise(self):
        """N(0, 0.02) everywhere; the two projections into the residual stream scaled by 1/sqrt(2 layers)."""
        for name, p in self.named_parameters():
            if name.endswith(".bias"):
                nn.init.zeros_(p)
            elif p.dim() > 1:
                residual = name.endswith("c_proj.weight")
                nn.init.normal_(p, std=0.02 / math.sqrt(2 * self.config.layers) if residual else 0.02)
        return self

    def forward(self, tokens, caches=None):
        """Scores (B, T, vocabulary) of the next token; `caches`, one for each layer, hold what was seen before."""
        start = caches[0].length if caches else 0
        positions = torch.arange(start, start + tokens.shape[1])
        x = self.transformer.wte(tokens) + self.transformer.wpe(positions)
        x = F.dropout(x, self.config.dropout, self.training)
        for i, block in enumerate(self.transformer.h):
            x = block(x, caches[i] if caches else None)
        return F.linear(self.transformer.ln_f(x), self.transformer.wte.weight)

    def loss(self, tokens, targets):
        """Mean cross-entropy in nats per token."""
        return F.cross_entropy(self(tokens).flatten(0, 1), targets.flatten())


class Cache:
    """Keys and values of one layer, for up to `block` tokens."""
    def __init__(self, config, batch):
        shape = (batch, config.heads, config.block, config.width // config.heads)
        self.keys, self.values, self.length = torch.empty(shape), torch.empty(shape), 0

    def extend(self, k, v):
        start, self.length = self.length, self.length + k.shape[2]
        self.keys[:, :, start:self.length] = k
        self.values[:, :, start:self.length] = v
        return self.keys[:, :, :self.length], self.values[:, :, :self.length]


def optimiser(model, settings):
    """PyTorch's AdamW; weight decay on matrices (embeddings among them) only."""
    matrices = [p for p in model.parameters() if p.dim() > 1]
    vectors = [p for p in model.parameters() if p.dim() <= 1]
    groups = [{"params": matrices, "weight_decay": settings["weight_decay"]}, {"params": vectors, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=settings["learning_rate"], betas=(settings["beta1"], settings["beta2"]),
                             eps=1e-8, foreach=settings.get("foreach", True))


def learning_rate(step, settings):
    """Of step 0, 1, ...: linear warm-up, then a cosine from the highest rate to the lowest at the last step."""
    high, warmup, steps = settings["learning_rate"], settings["warmup_steps"], settings["steps"]
    low = settings["min_learning_rate"]
    if step < warmup:
        return high * (step + 1) / (warmup + 1)
    share = min(1.0, (step - warmup) / max(1, steps - warmup))
    return low + (high - low) * 0.5 * (1 + math.cos(math.pi * share))
