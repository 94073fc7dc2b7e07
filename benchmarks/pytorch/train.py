"""Trains the GPT on given batches and prints, as lines of JSON, its losses and its tokens per second.

    python3 train.py settings.json [key=value ...]
"""
import resource
import time

import numpy
import torch

import gpt
import settings as options

s = options.read(weights=None, batches=None, steps_left_out=10, loss_every=10)
net = options.model(s)
net.train()
adamw = gpt.optimiser(net, s)

shape = (-1, 2, s["batch"], s["block"])  # of each step: the tokens, then the tokens to predict
if s["batches"]:
    batches = torch.from_numpy(numpy.fromfile(s["batches"], numpy.int64)).view(shape)
else:
    batches = torch.randint(s["vocabulary"], (20, 2, s["batch"], s["block"]))

start = time.perf_counter()
for step in range(s["steps"]):
    if step == s["steps_left_out"]:
        start = time.perf_counter()
    for group in adamw.param_groups:
        group["lr"] = gpt.learning_rate(step, s)
    tokens, targets = batches[step % len(batches)]
    loss = net.loss(tokens, targets)
    adamw.zero_grad(set_to_none=True)
    loss.backward()
    if s["clip"]:
        torch.nn.utils.clip_grad_norm_(net.parameters(), s["clip"])
    adamw.step()
    if (step + 1) % s["loss_every"] == 0:
        options.say(step=step + 1, loss=loss.item())
seconds = time.perf_counter() - start

measured = s["steps"] - s["steps_left_out"]
options.say(tokens_per_second=measured * s["batch"] * s["block"] / seconds, seconds=seconds, steps=measured,
            peak_megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            threads=torch.get_num_threads(), torch=torch.__version__,
            attention=s["attention"], foreach=s["foreach"])
