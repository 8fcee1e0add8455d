"""What `survival` 2.0.0 (PyPI, a port of R's package) gives of 500 random data sets, with ties, weights, late entry and strata.

    pip install survival==2.0.0 numpy
    nice python bench/peer-oracle.py > oracle.json
    nice npx tsx --tsconfig tsconfig.test.json bench/peer-oracle.ts oracle.json
"""
import json

import numpy as np
from survival import surv_analysis

random = np.random.default_rng(16)


def draw(index):
    n = int(random.integers(2, 60))
    late = random.integers(0, 5, n) * (random.random(n) < 0.4) * (index % 2)
    unit = 1.0 if index % 3 else float(random.random())
    return {
        "entry": (late * unit).tolist(),
        "duration": ((late + random.integers(1, 12, n)) * unit).tolist(),
        "event": (random.random(n) < 0.6).astype(int).tolist(),
        "weight": random.integers(1, 4, n).tolist(),
        "group": random.integers(1, 4, n).tolist(),
        "stratum": random.integers(1, 3, n).tolist(),
    }


def plain(values):
    return [float(v) if np.isfinite(v) else None for v in np.asarray(values, float).ravel()]


def curve(data, stype, ctype):
    entry, duration, event, weight = (
        np.asarray(data[name], float) for name in ("entry", "duration", "event", "weight")
    )
    fit = surv_analysis.survfitkm(
        duration,
        event,
        # Who was watched from the start was so before any time.
        start=np.where(entry == 0, -1.0, entry) if entry.any() else None,
        weights=None if ctype == 2 else weight,
        stype=stype,
        ctype=ctype,
        conf_type="log-log",
        robust=False,
    )
    names = ("time", "n_risk", "n_event", "surv", "cumhaz", "std_chaz", "lower", "upper")
    return {name: plain(getattr(fit, name)) for name in names}


def test(data, rho, strata):
    entry = np.asarray(data["entry"], float)
    fit = surv_analysis.survdiff(
        np.asarray(data["duration"], float),
        np.asarray(data["event"], np.int32),
        np.asarray(data["group"], np.int32),
        start=np.where(entry == 0, -1.0, entry) if entry.any() else None,
        strata=np.asarray(data["stratum"], np.int32) if strata else None,
        rho=rho,
    )
    return {"rho": rho, "strata": strata, "chisq": float(fit.chisq), "df": float(fit.df)}


cases, refused = [], {}
for index in range(500):
    data = draw(index)
    case = {"data": data}
    for name, make in {
        "kaplanMeier": lambda: curve(data, 1, 1),
        "flemingHarrington": lambda: curve(data, 2, 1),
        "corrected": lambda: curve(data, 2, 2),
        "logRank": lambda: test(data, [0.0, 0.5, 1.0][index % 3], index % 4 == 0),
    }.items():
        try:
            case[name] = make()
        except Exception as error:
            # Counted, not hidden.
            reason = f"{name}: {str(error)[:70]}"
            refused[reason] = refused.get(reason, 0) + 1
    cases.append(case)
print(json.dumps({"cases": cases, "refused": refused}))
