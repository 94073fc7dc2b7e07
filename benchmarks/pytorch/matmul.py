"""The machine's ceiling: float32 matrix products by PyTorch on all cores, in GFLOP/s, a line of JSON for each size.

    python3 matmul.py [key=value ...]
"""
import time

import torch

import settings as options

s = options.read(seconds_each=1.0)
SIZES = [  # (rows, inner, columns)
    (768, 128, 384), (768, 128, 512), (768, 512, 128), (768, 128, 65),          # 4 layers, 128 wide, 12 x 64 tokens
    (2048, 384, 1152), (2048, 384, 1536), (2048, 1536, 384), (2048, 384, 65),   # 6 layers, 384 wide, 8 x 256 tokens
    (1024, 1024, 1024), (2048, 2048, 2048), (4096, 4096, 4096)]

best = 0.0
with torch.inference_mode():
    for rows, inner, columns in SIZES:
        a, b, out = torch.randn(rows, inner), torch.randn(inner, columns), torch.empty(rows, columns)
        times, until = [], time.perf_counter() + s["seconds_each"]
        while time.perf_counter() < until or len(times) < 3:
            start = time.perf_counter()
            torch.mm(a, b, out=out)
            times.append(time.perf_counter() - start)
        rate = 2e-9 * rows * inner * columns / sorted(times)[len(times) // 2]
        best = max(best, rate)
        options.say(rows=rows, inner=inner, columns=columns, gigaflops=rate)
options.say(ceiling_gigaflops=best, threads=torch.get_num_threads(), torch=torch.__version__)
