"""Reads and writes safetensors files: an 8-byte length, a JSON header, then the tensors' bytes."""
import json
import struct

import numpy
import torch

CODES = {"F32": numpy.float32, "F64": numpy.float64, "I64": numpy.int64, "I32": numpy.int32, "BOOL": numpy.bool_, "U8": numpy.uint8}
NAMES = {numpy.dtype(kind): code for code, kind in CODES.items()}


def save(path, tensors, notes=None):
    """Writes a dictionary of tensors; `notes` (text to text) goes into the header's __metadata__."""
    header, blobs, offset = {}, [], 0
    if notes:
        header["__metadata__"] = {key: str(value) for key, value in notes.items()}
    for name, tensor in tensors.items():
        array = tensor.detach().contiguous().numpy()
        blob = array.tobytes()
        header[name] = {"dtype": NAMES[array.dtype], "shape": list(array.shape), "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        file.writelines(blobs)


def load(path):
    """The tensors of a file, by name."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            start, end = entry["data_offsets"]
            array = numpy.frombuffer(data[start:end], CODES[entry["dtype"]]).reshape(entry["shape"])
            tensors[name] = torch.from_numpy(array.copy())
    return tensors
