"""Recomputes references of the sensitivity chapter: Sobol' points, Saltelli's layout, indices without scrambling, given data,
Iman and Conover's reordering, Morris on the whole grid, closed forms of value.

python3 sensitivity.py FOLDER

Points and indices come from scipy and SALib, the rest from numpy by the definitions. What an entry holds beyond that (estimates
of other methods of SALib under a seed) is kept as it is.
"""
import itertools
import json
import math
import os
import sys

import numpy as np
from SALib.analyze import sobol as sobol_analysis
from SALib.sample import sobol as sobol_sample
from scipy import stats
from scipy.stats import qmc

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sensitivity")
folder = os.path.join(sys.argv[1], "sensitivity")
os.makedirs(folder, exist_ok=True)


def load(name):
    with open(os.path.join(here, name + ".json")) as file:
        return json.load(file)


def save(name, table):
    with open(os.path.join(folder, name + ".json"), "w") as file:
        json.dump(table, file)


def ishigami(X):
    x1, x2, x3 = np.asarray(X).T
    return np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1)


def clv6(X):
    margin, cost, retention, discount, growth, cac = np.asarray(X).T
    return (margin - cost) * (1 + discount) / (1 + discount - retention * (1 + growth)) - cac


def g_function(X, a=(0, 1, 4.5, 9, 99, 99, 99, 99)):
    return np.prod([(abs(4 * x - 2) + c) / (1 + c) for x, c in zip(np.asarray(X).T, a)], axis=0)


def upper(matrix):
    return [[None if not np.isfinite(v) else float(v) for v in row] for row in matrix]


# Sobol' points.
table = load("sobol_sequence")
table["scipy_qmc"] = qmc.Sobol(table["dim"], scramble=False).random(table["n"]).tolist()
save("sobol_sequence", table)

# Saltelli's layout and the indices of unscrambled points.
circle = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[-math.pi, math.pi]] * 3}
company = {key: load("clv6")["problem"][key] for key in ("num_vars", "names", "bounds")}


def indices(problem, function, n):
    X = sobol_sample.sample(problem, n, calc_second_order=True, scramble=False)
    Y = function(X)
    S = sobol_analysis.analyze(problem, Y, calc_second_order=True, print_to_console=False, seed=1)
    return X, Y, {"S1": S["S1"].tolist(), "ST": S["ST"].tolist(), "S2": upper(S["S2"])}


table = load("saltelli_layout")
X, Y, S = indices(circle, ishigami, table["N"])
table.update(X=X.tolist(), Y=Y.tolist(), S={**table["S"], **S})
save("saltelli_layout", table)
for name, problem, function in (("ishigami", circle, ishigami), ("clv6", company, clv6)):
    table = load(f"{name}_unscrambled_1024")
    table.update(indices(problem, function, table["N"])[2])
    save(f"{name}_unscrambled_1024", table)

# Given data: standardised and partial coefficients, of values and of ranks.
table = load("given_data_clv6")
X, Y = np.array(table["X"]), np.array(table["Y"])


def coefficients(X, Y):
    Z = (X - X.mean(axis=0)) / X.std(axis=0)
    v = (Y - Y.mean()) / Y.std()
    beta = np.linalg.lstsq(Z, v, rcond=None)[0]
    precision = np.linalg.inv(np.corrcoef(np.column_stack([X, Y]).T))
    partial = -precision[:-1, -1] / np.sqrt(np.diag(precision)[:-1] * precision[-1, -1])
    return beta.tolist(), float(1 - ((v - Z @ beta) ** 2).sum() / len(v)), partial.tolist()


rank = lambda v: np.apply_along_axis(stats.rankdata, 0, v)
table["SRC"], table["SRC_R2"], table["PCC"] = coefficients(X, Y)
table["SRRC"], table["SRRC_R2"], table["PRCC"] = coefficients(rank(X), rank(Y))
table["pearson"] = [float(stats.pearsonr(column, Y).statistic) for column in X.T]
table["spearman"] = [float(stats.spearmanr(column, Y).statistic) for column in X.T]
total = sum(rho**2 for rho in table["spearman"])
table["crystalBallContribution"] = [math.copysign(rho**2 / total, rho) for rho in table["spearman"]]
save("given_data_clv6", table)

# Iman and Conover (1982): scores permuted as given, rotated to the target, and the columns reordered by their ranks.
table = load("iman_conover")
X = np.array(table["X"])
n = len(X)
scores = stats.norm.ppf(np.arange(1, n + 1) / (n + 1))
scores = scores / scores.std()
M = np.column_stack([scores[np.array(permutation)] for permutation in table["scorePermutations"]])
wanted = np.linalg.cholesky(np.array(table["target"]))
there = np.linalg.cholesky(M.T @ M / n)
R = M @ np.linalg.inv(there).T @ wanted.T
output = np.column_stack([np.sort(X[:, j])[stats.rankdata(R[:, j], "ordinal") - 1] for j in range(X.shape[1])])
table["output"] = output.tolist()
table["spearman"] = stats.spearmanr(output).statistic.tolist()
table["pearson"] = np.corrcoef(output.T).tolist()
save("iman_conover", table)

# Morris' measures over every point of the grid.
table = load("morris_exact_grid")
bounds = {"ishigami": [[-math.pi, math.pi]] * 3, "sobolG8": [[0, 1]] * 8, "clv6": company["bounds"]}
functions = {"ishigami": ishigami, "sobolG8": g_function, "clv6": clv6}
for name, entries in table.items():
    low, high = np.array(bounds[name]).T
    for entry in entries:
        levels, delta = entry["levels"], entry["delta"]
        grid = np.arange(levels) / (levels - 1)
        for j in range(len(low)):
            axes = [grid[grid + delta <= 1 + 1e-12] if i == j else grid for i in range(len(low))]
            points = np.array(list(itertools.product(*axes)))
            step = np.zeros(len(low))
            step[j] = delta
            evaluate = lambda unit: functions[name](low + unit * (high - low))
            effects = (evaluate(points + step) - evaluate(points)) / delta
            entry["mu"][j] = float(effects.mean())
            entry["mu_star"][j] = float(abs(effects).mean())
            entry["sigma"][j] = float(effects.std())
save("morris_exact_grid", table)

# Closed forms of value.
table = load("economics_fixtures")
m, r, d, g, cost = (table["inputs"][key] for key in ("m", "r", "d", "g", "A"))
now = m * (1 + d) / (1 + d - r)
table.update(
    clv_first_now=now,
    clv_first_after_one_period_if_alive=now - m,
    clv_end_of_period_certain_first=m / (1 + d - r),
    clv_growth_first_now=m * (1 + d) / (1 + d - r * (1 + g)),
    clv_finite10_first_now=sum(m * (r / (1 + d)) ** t for t in range(10)),
    clv_finite10_closed=now * (1 - (r / (1 + d)) ** 10),
    net_of_cac=now - cost,
    ltv_cac=now / cost,
)
gain = lambda r, d: (1 + d - r) / (1 + d - r - 0.05) - 1
for row, cells in table["two_way_gain_5pp"].items():
    for column in cells:
        cells[column] = gain(float(row[2:]), float(column[2:]))
save("economics_fixtures", table)
