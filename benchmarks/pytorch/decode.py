"""Samples from the GPT with a key/value cache and prints, as a line of JSON, its tokens per second.

    python3 decode.py settings.json [key=value ...]

Each sequence is a prompt continued until the context is full.
"""
import resource
import time

import torch

import gpt
import settings as options

s = options.read(weights=None, prompt=[0], sequences=10, sequences_left_out=2, greedy=True, temperature=1.0, batch=1)
net = options.model(s).eval()
draws = torch.Generator().manual_seed(s["seed"])


def sequence():
    tokens = torch.tensor([s["prompt"]] * s["batch"])
    caches = [gpt.Cache(net.config, s["batch"]) for _ in range(s["layers"])]
    made, fresh = [], tokens
    for _ in range(s["block"] - tokens.shape[1]):
        scores = net(fresh, caches)[:, -1]
        if s["greedy"]:
            fresh = scores.argmax(dim=1, keepdim=True)
        else:
            fresh = torch.multinomial((scores / s["temperature"]).softmax(dim=1), 1, generator=draws)
        made.append(fresh)
    return torch.cat(made, dim=1)


with torch.inference_mode():
    for _ in range(s["sequences_left_out"]):
        sequence()
    start = time.perf_counter()
    for _ in range(s["sequences"]):
        made = sequence()
    seconds = time.perf_counter() - start

options.say(tokens_per_second=s["sequences"] * made.numel() / seconds, seconds=seconds, last=made[0].tolist(),
            peak_megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            threads=torch.get_num_threads(), torch=torch.__version__, attention=s["attention"])
