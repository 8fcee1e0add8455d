"""Processor time and peak memory of SALib on the work of bench/sensitivity.ts: Saltelli design, evaluation and analysis of the g-function in eight inputs, with second order.

    python bench/peer-salib.py [base points, default 65536] [resamples, default 100]        (pip install SALib)

Prints one line of JSON. Set OMP_NUM_THREADS=1 for one thread.
"""
import importlib.metadata
import json
import resource
import sys
import time

import numpy as np
from SALib.analyze import sobol
from SALib.sample import sobol as design

samples = int(sys.argv[1]) if len(sys.argv) > 1 else 65536
resamples = int(sys.argv[2]) if len(sys.argv) > 2 else 100
a = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])
problem = {"num_vars": 8, "names": [f"x{i + 1}" for i in range(8)], "bounds": [[0, 1]] * 8}
baseline = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
begin = time.process_time()
inputs = design.sample(problem, samples, calc_second_order=True, seed=1)
output = np.prod((np.abs(4 * inputs - 2) + a) / (1 + a), axis=1)
indices = sobol.analyze(problem, output, calc_second_order=True, num_resamples=resamples, seed=1)
seconds = time.process_time() - begin
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
kilobytes = 1024 if sys.platform == "darwin" else 1
print(
    json.dumps(
        {
            "version": importlib.metadata.version("SALib"),
            "seconds": seconds,
            "peakMegabytes": peak / 1024 / kilobytes,
            "baselineMegabytes": baseline / 1024 / kilobytes,
            "first": list(map(float, indices["S1"])),
        }
    )
)
