"""Discrete-time hazards by statsmodels (https://pypi.org/project/statsmodels): binomial regressions on person-period rows.

    python discrete-time-hazard.py > discrete-time-hazard.json

The data are made here. Each customer has one row, or rows (start, stop] where a covariate changes; statsmodels is given one row for
each customer and period. Its iterations are finished by Newton steps with its own score and Hessian.
"""

import json
import sys
import warnings

import numpy as np
import statsmodels
import statsmodels.api as sm

warnings.filterwarnings("ignore")
links = {"logit": sm.families.links.Logit(), "cloglog": sm.families.links.CLogLog()}
times = ["free", {"steps": [3, 6]}, {"powers": ["log"]}, {"powers": [1, 2]}, {"powers": []}, {"steps": [2]}]
effects = {"month": 0.0, "quarter": -0.4, "year": -0.8}


def basis(time, t, last):
    if time == "free":
        return [float(t == s) for s in range(1, last + 1)]
    if "steps" in time:
        bounds = [1, *time["steps"], 10**9]
        return [float(bounds[i] <= t < bounds[i + 1]) for i in range(len(bounds) - 1)]
    return [1.0] + [np.log(t) if p == "log" else float(t) ** p for p in time["powers"]]


def simulate(rng, n, last, varying, late):
    """Rows of customers, as columns."""
    rows = []
    for i in range(n):
        price = round(float(rng.normal(20, 4)), 1)
        plan = str(rng.choice(list(effects), p=[0.5, 0.3, 0.2]))
        weight = int(rng.integers(1, 4))
        entry = int(rng.integers(0, 3)) if late else 0
        end = int(rng.integers(entry + 1, last + 1))
        usage = round(float(rng.normal(3, 1)), 1)
        start = entry
        for t in range(entry + 1, end + 1):
            eta = -1.4 - 0.3 * np.log(t) + 0.06 * (price - 20) - 0.25 * (usage - 3) + effects[plan]
            gone = rng.random() < 1 - np.exp(-np.exp(eta))
            changes = varying and rng.random() < 0.5
            if gone or t == end or changes:
                rows.append(dict(customer=i, entry=start, duration=t, event=int(gone), price=price, usage=usage, plan=plan, weight=weight))
                start = t
            if gone:
                break
            if changes:
                usage = round(float(rng.normal(3, 1)), 1)
    return rows


def fit(rows, time, link, weighted):
    last = max(row["duration"] for row in rows)
    table, outcome, weights = [], [], []
    for row in rows:
        for t in range(row["entry"] + 1, row["duration"] + 1):
            plan = [float(row["plan"] == "quarter"), float(row["plan"] == "year")]
            table.append([*basis(time, t, last), *plan, row["price"], row["usage"]])
            outcome.append(float(row["event"] and t == row["duration"]))
            weights.append(float(row["weight"]) if weighted else 1.0)
    family = sm.families.Binomial(link=links[link])
    model = sm.GLM(np.array(outcome), np.array(table), family=family, freq_weights=np.array(weights))
    estimate = model.fit(tol=1e-14, maxiter=200).params
    for _ in range(4):
        estimate = estimate - np.linalg.solve(model.hessian(estimate), model.score(estimate))
    errors = np.sqrt(np.diag(np.linalg.inv(-model.hessian(estimate))))
    return dict(
        parameters=estimate.tolist(),
        standardErrors=errors.tolist(),
        logLikelihood=float(model.loglike(estimate)),
        observations=float(sum(weights)),
    )


def make():
    rng = np.random.default_rng(20261201)
    cases = []
    for k in range(14):
        varying, late, weighted = k % 3 == 1, k % 4 == 3, k % 5 == 2
        time, link = times[k % len(times)], ["cloglog", "logit"][(k // 2 + k) % 2]
        rows = simulate(rng, 110 if varying else 150, 4 if time == "free" else 8, varying, late)
        names = ["customer", "duration", "event", "price", "usage", "plan"]
        names += ["entry"] if varying or late else []
        names += ["weight"] if weighted else []
        cases.append(
            dict(
                name=f"{link}, {json.dumps(time)}"
                + (", changing covariates" if varying else "")
                + (", late entry" if late else "")
                + (", weights" if weighted else ""),
                link=link,
                time=time,
                data={name: [row[name] for row in rows] for name in names},
                expected=fit(rows, time, link, weighted),
            )
        )
    return cases


json.dump(
    dict(
        source=f"statsmodels {statsmodels.__version__} GLM, binomial family, on person-period rows; made data",
        script="discrete-time-hazard.py",
        cases=make(),
    ),
    sys.stdout,
    separators=(",", ":"),
)
print()
