"""Makes the golden files: values and gradients by PyTorch itself, for the C# tests beside this script to agree with.

    /usr/bin/python3 make_golden.py [folder]        (Debian's python3-torch; the folder is golden/ unless named)

The cases are in cases/. Each function marked @case is one: it draws inputs through `given`, computes, and returns one
or several tensors. A golden file holds, for each case, `CASE/in/NAME`, `CASE/out/0`, ... and, where gradients flow,
`CASE/up/0`, ... (the gradient that arrives at each output) and `CASE/grad/NAME`. Every case has a seed of its own, so
one more case changes no other.
"""
import pathlib
import sys
import zlib

import torch
from torch import nn, randint

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "benchmarks" / "pytorch"))
sys.dont_write_bytecode = True
import cases  # noqa: E402, F401
import encoders  # noqa: E402
import gpt  # noqa: E402
import tensorfile  # noqa: E402
from cases.case import CASES, FILES, run  # noqa: E402


def decoder(file, **kind):
    """Scores, loss and the gradient of every parameter of a two-layer decoder; then five steps of training."""
    torch.manual_seed(zlib.crc32(file.encode()))
    net = gpt.Gpt(gpt.Config(vocabulary=29, block=12, layers=2, heads=3, width=24, **kind))
    for p in net.parameters():  # nothing at its usual place, so that nothing can be left out unnoticed
        nn.init.normal_(p, mean=1.0 if p.dim() == 1 else 0.0, std=0.2)
    tokens, targets = randint(29, (5, 3, 10)), randint(29, (5, 3, 10))
    kept = FILES.setdefault(file, {"tokens": tokens, "targets": targets})
    parameters = dict(net.named_parameters())
    kept.update({f"before/{name}": p.detach().clone() for name, p in parameters.items()})
    kept["scores"] = net(tokens[0])
    loss = net.loss(tokens[0], targets[0])
    loss.backward()
    kept["loss"] = loss
    kept.update({f"grad/{name}": p.grad.clone() for name, p in parameters.items()})

    settings = {"learning_rate": 1e-2, "min_learning_rate": 1e-3, "warmup_steps": 2, "steps": 5, "weight_decay": 0.1, "beta1": 0.9, "beta2": 0.99}
    adamw, losses, norms = gpt.optimiser(net, settings), [], []
    for step in range(5):
        for group in adamw.param_groups:
            group["lr"] = gpt.learning_rate(step, settings)
        adamw.zero_grad()
        loss = net.loss(tokens[step], targets[step])
        loss.backward()
        losses.append(loss.item())
        norms.append(nn.utils.clip_grad_norm_(net.parameters(), 1.0).item())
        adamw.step()
    kept["losses"], kept["norms"] = torch.tensor(losses, dtype=torch.float64), torch.tensor(norms, dtype=torch.float64)
    kept.update({f"after/{name}": p for name, p in parameters.items()})


def lora(file, layers):
    """A decoder whose every linear layer is W + (alpha / r) B A, the product written out, in float64: scores, loss and the gradients of A and B."""
    torch.manual_seed(zlib.crc32(file.encode()))
    net = gpt.Gpt(gpt.Config(vocabulary=29, block=12, layers=layers, heads=3, width=24, bias=True)).double()
    tokens, targets = randint(29, (3, 10)), randint(29, (3, 10))
    kept = FILES.setdefault(file, {"tokens": tokens, "targets": targets})
    kept.update({f"before/{name}": p.detach().clone() for name, p in net.named_parameters()})
    rank, alpha, updates = 3, 5.0, {}
    for name, layer in list(net.named_modules()):
        if isinstance(layer, nn.Linear) and name != "lm_head":
            a = (torch.randn(rank, layer.in_features) * 0.3).double().requires_grad_()
            b = (torch.randn(layer.out_features, rank) * 0.3).double().requires_grad_()
            updates[name] = (a, b)
            frozen = layer.weight.detach()
            del layer.weight
            layer.weight = frozen + alpha / rank * b @ a
    kept["scores"] = net(tokens)
    kept["loss"] = net.loss(tokens, targets)
    kept["loss"].backward()
    for name, (a, b) in updates.items():
        kept.update({f"lora/{name}/A": a, f"lora/{name}/B": b, f"grad/{name}/A": a.grad, f"grad/{name}/B": b.grad})


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "golden"
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    for entry in CASES:
        run(*entry)
    decoder("decoder-nanogpt", bias=False, gelu="none")
    decoder("decoder-gpt2", bias=True, gelu="tanh")
    lora("lora", 2)
    lora("lora-one-layer", 1)
    encoders.encoder(FILES)
    encoders.encoder_decoder(FILES)
    for file, tensors in FILES.items():
        path = folder / f"{file}.safetensors"
        tensorfile.save(path, tensors, {"made_by": f"tests/Parity/make_golden.py, PyTorch {torch.__version__}"})
        print(f"{path.name}: {len(tensors)} tensors, {path.stat().st_size:,} bytes")
