"""nanoGPT's recipe for the CPU on a text file: trains a character GPT, then prints its loss on the whole validation split.

    python3 tinyshakespeare.py text=FILE [seed=1337 ...]

The text's sorted distinct characters are the vocabulary; its first 90 % (rounded down) are trained on. The validation
loss covers each character of the rest but the first exactly once: windows of `block` characters laid end to end, each
predicting the character after each of its own, the last window being as short as what is left. It is the mean over
those characters, not over the windows.
"""
import time

import torch
from torch.nn import functional as F

import gpt
import settings as options

s = options.read(text=None, loss_every=200)
with open(s["text"], encoding="utf-8", newline="") as file:
    text = file.read()
symbols = sorted(set(text))
index = {symbol: i for i, symbol in enumerate(symbols)}
data = torch.tensor([index[symbol] for symbol in text])
training, validation = data[:int(0.9 * len(data))], data[int(0.9 * len(data)):]

s["vocabulary"] = len(symbols)
net = options.model(s)
adamw = gpt.optimiser(net, s)


def validation_loss():
    block, total = s["block"], 0.0
    full = (len(validation) - 1) // block * block
    pieces = list(zip(validation[:full].view(-1, block).split(64), validation[1:full + 1].view(-1, block).split(64)))
    if full < len(validation) - 1:
        pieces.append((validation[None, full:-1], validation[None, full + 1:]))
    net.eval()
    with torch.inference_mode():
        for tokens, targets in pieces:
            total += F.cross_entropy(net(tokens).flatten(0, 1), targets.flatten(), reduction="sum").item()
    net.train()
    return total / (len(validation) - 1)


start = time.perf_counter()
for step in range(s["steps"]):
    for group in adamw.param_groups:
        group["lr"] = gpt.learning_rate(step, s)
    places = torch.randint(len(training) - s["block"], (s["batch"],))
    windows = training[places[:, None] + torch.arange(s["block"] + 1)]
    loss = net.loss(windows[:, :-1].contiguous(), windows[:, 1:].contiguous())
    adamw.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), s["clip"])
    adamw.step()
    if (step + 1) % s["loss_every"] == 0:
        options.say(step=step + 1, loss=loss.item(), seconds=time.perf_counter() - start)
options.say(validation_loss=validation_loss(), characters=len(validation) - 1, seed=s["seed"],
            seconds=time.perf_counter() - start, threads=torch.get_num_threads(), torch=torch.__version__)
