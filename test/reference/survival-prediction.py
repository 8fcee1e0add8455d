"""Brier scores and areas under the curve over time by scikit-survival (https://pypi.org/project/scikit-survival).

    python survival-prediction.py > survival-prediction.json

The data are made here, without ties: at ties scikit-survival lets a censoring come before the status at the same time is known.
"""

import json
import sys

import numpy as np
import sksurv
from sksurv.metrics import brier_score, cumulative_dynamic_auc, integrated_brier_score

rng = np.random.default_rng(7)
cases = []
for size, rate in [(60, 0.5), (150, 1.0), (80, 0.2)]:
    risk = rng.normal(size=size)
    life = rng.exponential(np.exp(-0.8 * risk))
    watched = rng.exponential(1 / rate, size)
    duration, event = np.minimum(life, watched), life <= watched
    times = np.round(np.quantile(duration, [0.2, 0.4, 0.6, 0.8]), 6) + 1e-7
    churn = np.clip(1 - np.exp(-np.outer(np.exp(0.6 * risk + 0.2 * rng.normal(size=size)), times)), 0, 1)
    outcome = np.array(list(zip(event, duration)), dtype=[("event", bool), ("time", float)])
    area, mean = cumulative_dynamic_auc(outcome, outcome, churn, times)
    cases.append(
        dict(
            name=f"{size} customers, censored at rate {rate}",
            duration=duration.tolist(),
            event=event.astype(int).tolist(),
            times=times.tolist(),
            churn=churn.T.tolist(),
            brier=brier_score(outcome, outcome, 1 - churn, times)[1].tolist(),
            integrated=float(integrated_brier_score(outcome, outcome, 1 - churn, times)),
            auc=area.tolist(),
            mean=float(mean),
        )
    )
json.dump(dict(source=f"scikit-survival {sksurv.__version__}", script="survival-prediction.py", cases=cases), sys.stdout, separators=(",", ":"))
print()
