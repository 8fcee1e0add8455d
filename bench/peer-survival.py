"""The side of `survival` (PyPI, a port of R's package) and of lifelines in one comparison of `npm run bench:peers`.

    python peer-survival.py <survival | lifelines> <task> <folder of the columns>
"""
import json
import os
import resource
import sys
import time

import numpy as np

peer, task, folder = sys.argv[1:4]


def column(name):
    return np.fromfile(os.path.join(folder, name + ".bin"))


duration, event, group = column("duration"), column("event"), column("group")
last = float(duration.max()) * 0.9


def curve():
    if peer == "survival":
        from survival import surv_analysis

        result = surv_analysis.survfitkm(duration, event)
        times, shares = np.asarray(result.time), np.asarray(result.surv)
    else:
        from lifelines import KaplanMeierFitter

        result = KaplanMeierFitter().fit(duration, event).survival_function_
        times, shares = result.index.values, result.values[:, 0]
    return {"survival": float(shares[np.searchsorted(times, last, side="right") - 1])}


def log_rank():
    if peer == "survival":
        from survival import surv_analysis

        result = surv_analysis.survdiff(duration, event.astype(np.int32), group.astype(np.int32) + 1)
        return {"chiSquare": float(result.chisq)}
    from lifelines.statistics import logrank_test

    first = group == 0
    result = logrank_test(duration[first], duration[~first], event[first], event[~first])
    return {"chiSquare": float(result.test_statistic)}


run = {"curve": curve, "logRank": log_rank}[task]
times, found = [], {}
while len(times) < 3 or (len(times) < 30 and sum(times) < 3):
    begin = time.process_time()
    found = run()
    times.append(time.process_time() - begin)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": min(times), "peakMegabytes": peak, "found": found}))
