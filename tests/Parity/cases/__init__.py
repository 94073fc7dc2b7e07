"""The golden cases; importing a module registers its own."""
from . import alignment, attention, layers, losses, numbers, objectives, optimisers, tensors  # noqa: F401
