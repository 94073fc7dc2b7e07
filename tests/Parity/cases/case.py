"""What a case is: inputs drawn through `given`, outputs returned, gradients collected."""
import zlib

import torch

FILES = {}   # file -> {tensor name -> tensor}
CASES = []   # (file, name, function)
inputs = {}  # of the case that runs


def case(file, name=None):
    def register(function):
        CASES.append((file, name or function.__name__, function))
        return function
    return register


def given(**tensors):
    """Records the case's inputs; those of a floating-point type collect gradients."""
    for name, tensor in tensors.items():
        inputs[name] = tensor.requires_grad_() if tensor.is_floating_point() else tensor
    return tensors.values() if len(tensors) > 1 else tensors[next(iter(tensors))]


def run(file, name, function):
    """Computes a case and keeps its tensors under FILES[file]."""
    inputs.clear()
    torch.manual_seed(zlib.crc32(name.encode()))
    outputs = function()
    outputs = outputs if isinstance(outputs, (tuple, list)) else (outputs,)
    kept = FILES.setdefault(file, {})
    kept.update({f"{name}/in/{key}": tensor for key, tensor in inputs.items()})
    kept.update({f"{name}/out/{i}": tensor for i, tensor in enumerate(outputs)})
    flowing = {i: tensor for i, tensor in enumerate(outputs) if tensor.requires_grad}
    if flowing:
        ups = {i: torch.randn_like(tensor) for i, tensor in flowing.items()}
        torch.autograd.backward(list(flowing.values()), list(ups.values()))
        kept.update({f"{name}/up/{i}": up for i, up in ups.items()})
        kept.update({f"{name}/grad/{key}": x.grad for key, x in inputs.items() if x.grad is not None})
