"""Recomputes sample-statistics.json by numpy and scipy.

python3 sample-statistics.py FOLDER
"""
import json
import os
import sys

import numpy as np
from scipy import stats

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "sample-statistics.json")) as file:
    table = json.load(file)
x, y = np.array(table["x"]), np.array(table["y"])
table.update(
    mean=float(x.mean()),
    variance=float(x.var()),
    sampleVariance=float(x.var(ddof=1)),
    correlation=float(np.corrcoef(x, y)[0, 1]),
    ranks=stats.rankdata(x).tolist(),
    order=np.argsort(x, kind="stable").tolist(),
    rankCorrelation=float(stats.spearmanr(x, y).statistic),
    quantiles=[[p, float(np.quantile(x, p))] for p, _ in table["quantiles"]],
)
with open(os.path.join(sys.argv[1], "sample-statistics.json"), "w") as file:
    json.dump(table, file)
