"""Reads an exported model as Hugging Face's transformers would, and compares what it computes with what the workbook computes.

    /usr/bin/python3 hugging_face.py MODEL EXPECTED        (Debian's python3-torch; nothing of Hugging Face's)

MODEL is a folder with config.json and model.safetensors. EXPECTED is a JSON file: {"input_ids": [[...], ...], "outputs": ...} with the
workbook's logits (B, T, V), or rewards (B) where config.json says that this is a classifier. The model is built from config.json alone.
"""
import json
import math
import pathlib
import struct
import sys

import torch
from torch.nn import functional as F

TOLERANCE = 1e-4
ACTIVATIONS = {"gelu": lambda x: F.gelu(x), "gelu_new": lambda x: 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))}


def load(path):
    """The tensors of a safetensors file: a length of 8 bytes, a JSON header, then the tensors' bytes."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header, start = json.loads(data[8:8 + length]), 8 + length
    assert header.pop("__metadata__")["format"] == "pt"
    tensors = {}
    for name, entry in header.items():
        assert entry["dtype"] == "F32", name
        begin, end = entry["data_offsets"]
        tensors[name] = torch.frombuffer(bytearray(data[start + begin:start + end]), dtype=torch.float32).view(entry["shape"])
    return tensors


class Gpt2:
    """GPT-2 as Hugging Face's config.json describes it; every weight is taken once and checked for its shape."""

    def __init__(self, config, weights):
        self.config, self.weights = config, dict(weights)
        width, inner, positions, vocabulary = config["n_embd"], config["n_inner"] or 4 * config["n_embd"], config["n_positions"], config["vocab_size"]
        self.tokens, self.positions = self.take("transformer.wte.weight", vocabulary, width), self.take("transformer.wpe.weight", positions, width)
        self.blocks = [{
            "ln_1": self.norm(f"transformer.h.{n}.ln_1", width), "ln_2": self.norm(f"transformer.h.{n}.ln_2", width),
            "c_attn": self.conv1d(f"transformer.h.{n}.attn.c_attn", width, 3 * width), "attn.c_proj": self.conv1d(f"transformer.h.{n}.attn.c_proj", width, width),
            "c_fc": self.conv1d(f"transformer.h.{n}.mlp.c_fc", width, inner), "mlp.c_proj": self.conv1d(f"transformer.h.{n}.mlp.c_proj", inner, width),
        } for n in range(config["n_layer"])]
        self.last = self.norm("transformer.ln_f", width)
        self.is_classifier = config["architectures"] == ["GPT2ForSequenceClassification"]
        if self.is_classifier:
            self.head = self.take("score.weight", len(config["id2label"]), width)
        else:
            assert config["architectures"] == ["GPT2LMHeadModel"]
            self.head = self.tokens if config["tie_word_embeddings"] else self.take("lm_head.weight", vocabulary, width)
        assert not self.weights, f"unknown to GPT-2: {sorted(self.weights)}"

    def take(self, name, *shape):
        tensor = self.weights.pop(name)
        assert tuple(tensor.shape) == shape, f"{name} is {tuple(tensor.shape)}, not {shape}"
        return tensor

    def norm(self, name, width):
        return self.take(name + ".weight", width), self.take(name + ".bias", width)

    def conv1d(self, name, inputs, outputs):
        return self.take(name + ".weight", inputs, outputs), self.take(name + ".bias", outputs)

    def normed(self, x, norm):
        return F.layer_norm(x, x.shape[-1:], *norm, self.config["layer_norm_epsilon"])

    def attend(self, block, x):
        batch, length, width = x.shape
        q, k, v = (part.view(batch, length, self.config["n_head"], -1).transpose(1, 2) for part in linear(x, block["c_attn"]).split(width, 2))
        scores = q @ k.transpose(2, 3) / math.sqrt(q.shape[-1])
        future = torch.ones(length, length, dtype=torch.bool).triu(1)
        mixed = scores.masked_fill(future, -math.inf).softmax(-1) @ v
        return linear(mixed.transpose(1, 2).reshape(batch, length, width), block["attn.c_proj"])

    def __call__(self, ids):
        """Logits (B, T, V), or a classifier's (B, labels) at the last token that is no padding."""
        activation = ACTIVATIONS[self.config["activation_function"]]
        x = self.tokens[ids] + self.positions[:ids.shape[1]]
        for block in self.blocks:
            x = x + self.attend(block, self.normed(x, block["ln_1"]))
            x = x + linear(activation(linear(self.normed(x, block["ln_2"]), block["c_fc"])), block["mlp.c_proj"])
        outputs = self.normed(x, self.last) @ self.head.T
        if not self.is_classifier:
            return outputs
        places = torch.arange(ids.shape[1]) * (ids != self.config["pad_token_id"])
        return outputs[torch.arange(len(ids)), places.argmax(1)]


def linear(x, layer):
    """Conv1D: weights are (in, out)."""
    weight, bias = layer
    return x @ weight + bias


def main():
    folder, expected = pathlib.Path(sys.argv[1]), json.loads(pathlib.Path(sys.argv[2]).read_text())
    torch.set_num_threads(1)
    model = Gpt2(json.loads((folder / "config.json").read_text()), load(folder / "model.safetensors"))
    outputs, theirs = model(torch.tensor(expected["input_ids"])), torch.tensor(expected["outputs"])
    if model.is_classifier:
        outputs = outputs.squeeze(1)
    assert outputs.shape == theirs.shape, f"{tuple(outputs.shape)} here, {tuple(theirs.shape)} there"
    difference = (outputs - theirs).abs().max().item()
    print(f"largest difference {difference:.2e}, largest value {theirs.abs().max().item():.1f}")
    sys.exit(0 if difference <= TOLERANCE else 1)


if __name__ == "__main__":
    main()
