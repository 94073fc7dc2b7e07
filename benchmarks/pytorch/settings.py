"""What a run is told: defaults, overlaid by a JSON file, overlaid by key=value arguments."""
import json
import os
import sys

import torch

import gpt

DEFAULTS = {
    # the model
    "vocabulary": 65, "block": 64, "layers": 4, "heads": 4, "width": 128, "bias": False, "gelu": "none", "dropout": 0.0,
    "attention": "explicit",
    # the optimiser
    "batch": 12, "steps": 2000, "learning_rate": 1e-3, "min_learning_rate": 1e-4, "warmup_steps": 100,
    "beta1": 0.9, "beta2": 0.99, "weight_decay": 0.1, "clip": 1.0, "foreach": True,
    # the run
    "threads": None, "seed": 1337}


def read(**defaults):
    """The settings of this process, its thread count set; `defaults` are the script's own."""
    settings = {**DEFAULTS, **defaults}
    for argument in sys.argv[1:]:
        if "=" in argument:
            key, text = argument.split("=", 1)
            try:
                given = {key: json.loads(text)}
            except ValueError:
                given = {key: text}
        else:
            with open(argument, encoding="utf-8") as file:
                given = json.load(file)
        unknown = given.keys() - settings.keys()
        if unknown:
            sys.exit(f"unknown setting {', '.join(sorted(unknown))}; known: {', '.join(settings)}")
        settings.update(given)
    torch.set_num_threads(settings["threads"] or len(os.sched_getaffinity(0)))
    return settings


def model(settings):
    """The model that the settings describe, its weights drawn under the seed or read from the file named `weights`."""
    import tensorfile
    torch.manual_seed(settings["seed"])
    names = gpt.Config.__dataclass_fields__.keys()
    net = gpt.Gpt(gpt.Config(**{name: settings[name] for name in names})).initialise()
    if settings.get("weights"):
        net.load_state_dict(tensorfile.load(settings["weights"]))
    return net


def say(**values):
    """One line of JSON."""
    print(json.dumps(values), flush=True)
