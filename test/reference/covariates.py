"""Log-likelihoods of customers with covariates by 40-digit arithmetic, from the definition of each model.

python3 covariates.py > covariates.json
Every history is integrated over the customer's own lifetime (Pareto/NBD, GGom/NBD) or summed over the ways to it (BG/NBD,
MBG/NBD), with the parameters that its covariates give; nothing of the library is used.
"""
import json
from mpmath import beta, exp, gamma, inf, log, mp, mpf, quad

mp.dps = 40
rows = [  # frequency, recency, T, weight, online, age
    [0, 0, 38, 600, 0, 0.5], [1, 12, 38, 150, 1, -1.25], [2, 30.43, 38.86, 80, 1, 0.5], [0, 0, 30, 500, 0, 2],
    [4, 20, 35, 30, 1, 0], [0, 0, 38, 400, 1, -0.75], [1, 2, 32, 120, 0, 0.25], [7, 36, 38, 15, 0, 1],
    [0, 0, 34, 450, 1, 1.5], [3, 25, 36, 40, 0, -2], [26, 30.857143, 31, 1, 1, 3], [5, 39, 39, 2, 0, -0.5],
]


def purchases(r, alpha, x, t):
    """Density of x purchases at the times seen, up to t, at gamma(r, alpha) rates."""
    return gamma(r + x) / gamma(r) * alpha**r / (alpha + t) ** (r + x)


def alpha_of(p, z):
    return mpf(p["alpha"]) * exp(-sum(mpf(p.get(f"purchase.{k}", 0)) * z[k] + mpf(p.get(f"equal.{k}", 0)) * z[k] for k in z))


def drop(p, z, name):
    return sum((mpf(p.get(f"{name}.{k}", 0)) + (mpf(p.get(f"equal.{k}", 0)) if name == "dropout" else 0)) * z[k] for k in z)


def beta_geometric(zero):
    def likelihood(p, x, tx, t, z):
        r, al = mpf(p["r"]), alpha_of(p, z)
        a, b = mpf(p["a"]), mpf(p["b"])
        if any(k.startswith(("a.", "b.")) for k in p):
            a, b = a * exp(drop(p, z, "a")), b * exp(drop(p, z, "b"))
        else:
            odds = a / b * exp(drop(p, z, "dropout"))
            a, b = (a + b) * odds / (1 + odds), (a + b) / (1 + odds)
        n = x + zero  # chances to leave that were not taken, if alive
        total = beta(a, b + n) / beta(a, b) * purchases(r, al, x, t)
        if n > 0:
            total += beta(a + 1, b + n - 1) / beta(a, b) * purchases(r, al, x, tx)
        return total
    return likelihood


def mortal(survival, density):
    def likelihood(p, x, tx, t, z):
        r, al = mpf(p["r"]), alpha_of(p, z)
        q = {k: mpf(p[k]) for k in ("s", "beta", "b") if k in p}
        q["beta"] *= exp(-drop(p, z, "dropout"))
        gone = quad(lambda y: density(q, y) * purchases(r, al, x, y), [tx, (tx + t) / 2, t]) if tx < t else 0
        return survival(q, t) * purchases(r, al, x, t) + gone
    return likelihood


def pareto_survival(q, t):
    return (q["beta"] / (q["beta"] + t)) ** q["s"]


def pareto_density(q, y):
    return q["s"] / (q["beta"] + y) * pareto_survival(q, y)


def gompertz_survival(q, t):
    return (q["beta"] / (q["beta"] - 1 + exp(q["b"] * t))) ** q["s"]


def gompertz_density(q, y):
    return q["s"] * q["b"] * exp(q["b"] * y) / (q["beta"] - 1 + exp(q["b"] * y)) * gompertz_survival(q, y)


both = {"purchase.online": 0.6, "purchase.age": -0.25, "dropout.online": -0.4, "dropout.age": 0.3}
bg = {"r": 0.6, "alpha": 8, "a": 0.9, "b": 3}
pareto = {"r": 0.6, "alpha": 10, "s": 0.6, "beta": 12}
gompertz = {"r": 0.6, "alpha": 11, "b": 0.05, "s": 0.4, "beta": 0.5}
split = {"purchase.online": 0.6, "a.online": -0.4, "a.age": 0.3, "b.online": 0.2, "b.age": -0.1}
equal = {"purchase.online": 0.6, "dropout.online": -0.4, "equal.age": 0.3}
cases = [
    ("bgNbdRegression", {**bg, **both}, beta_geometric(0)),
    ("bgNbdRegression", {**bg, **split}, beta_geometric(0)),
    ("mbgNbdRegression", {**bg, **both}, beta_geometric(1)),
    ("mbgNbdRegression", {**bg, **split}, beta_geometric(1)),
    ("paretoNbdRegression", {**pareto, **both}, mortal(pareto_survival, pareto_density)),
    ("paretoNbdRegression", {**pareto, **equal}, mortal(pareto_survival, pareto_density)),
    ("ggomNbdRegression", {**gompertz, **both}, mortal(gompertz_survival, gompertz_density)),
    ("ggomNbdRegression", {**gompertz, **equal}, mortal(gompertz_survival, gompertz_density)),
]
results = []
for model, p, likelihood in cases:
    each = [log(likelihood(p, x, mpf(str(tx)), mpf(str(t)), {"online": mpf(on), "age": mpf(str(age))})) for x, tx, t, w, on, age in rows]
    total = sum(row[3] * value for row, value in zip(rows, each))
    results.append({"model": model, "parameters": p, "logLikelihoods": [float(v) for v in each], "total": float(total)})
print(json.dumps({
    "source": "mpmath at 40 digits from the definition of each model, by test/reference/covariates.py, on made-up customers",
    "columns": ["frequency", "recency", "T", "weight", "online", "age"],
    "rows": rows,
    "cases": results,
}, indent=1))
