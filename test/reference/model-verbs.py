"""Writes test/reference/model-verbs.json: verbs of the models at given parameters, from mpmath at 50 digits or more.

Usage: python3 model-verbs.py [OUTPUT_FILE [SIZE]]. SIZE multiplies the number of random cases (1 for the committed file).
Parameters and histories are drawn over wide ranges, and include the removable singularities (a = 1 and a + b = 1 of the
beta-geometric models, exactly and 1e-6 to 1e-10 beside them), t_x = T, frequencies to 10,000 and ages to 10,000.
Each expectation comes from a closed form of the paper, at enough digits for its cancellations, not from the sums and
integrals of the library. The last number of a row is the condition number where it exceeds 1: |ln p| of a probability.
"""
import json
import os
import random
import signal
import sys

from mpmath import (betainc, binomial, exp, expm1, hyp2f1, hyperu, linspace, log, log1p, loggamma, mp, mpf, nstr, quad, sqrt,
                    workdps)

mp.dps = 50
path = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "model-verbs.json")
size = float(sys.argv[2]) if len(sys.argv) > 2 else 1
rng = random.Random(20261122)
log_uniform = lambda low, high: 10 ** rng.uniform(low, high)
rows = []


class TooSlow(Exception):
    pass


def stop(*_):
    raise TooSlow()


signal.signal(signal.SIGALRM, stop)


def row(model, verb, arguments, value, condition=1, pick=None):
    """Adds a case; value is a number, None, or a function that computes it within the time allowed."""
    if callable(value):
        signal.alarm(20)
        try:
            value = value()
        except Exception:  # mpmath gives up on some arguments
            return
        finally:
            signal.alarm(0)
    if value is not None:
        if value != 0 and not mpf(10) ** -280 < abs(value) < mpf(10) ** 290:
            return
        value = float(nstr(value, 25))
    rows.append([model, verb, arguments, pick, value, max(1, float(condition))])


def log_beta(a, b):
    return loggamma(a) + loggamma(b) - loggamma(a + b)


def agreed(f):
    """f(), computed at two precisions that must agree: hyp2f1 of mpmath 1.3.0 is wrong for some arguments."""
    first = f()
    with workdps(mp.dps + 45):
        second = f()
    if abs(first / second - 1) > mpf(10) ** -22:
        raise ValueError("mpmath disagrees with itself")
    return second


# ---- shifted beta-geometric
def shifted_beta_geometric():
    model = "shiftedBetaGeometric"
    alpha = rng.choice([log_uniform(-3, 3), log_uniform(3, 9), 1.0, 1 + 1e-8, 1 - 1e-10])
    beta = rng.choice([log_uniform(-3, 3), log_uniform(3, 9)])
    a, b = mpf(alpha), mpf(beta)
    p = {"alpha": alpha, "beta": beta}
    t, n = rng.choice([1, 2, 5, 50, 1000]), rng.choice([0, 1, 4, 30, 500])
    rate = rng.choice([log_uniform(-6, 0), 0.1, 0.01])
    v = 1 / (1 + mpf(rate))
    gauss = lambda x, m: hyp2f1(x, b + m, a + b + m, v)
    log_s = log_beta(a, b + t) - log_beta(a, b)
    row(model, "survival", [p, t], exp(log_s), abs(log_s))
    row(model, "churnProbability", [p, t], exp(log_beta(a + 1, b + t - 1) - log_beta(a, b)), abs(log_s))
    row(model, "retentionRate", [p, t], (b + t - 1) / (a + b + t - 1))
    row(model, "expectedLifetime", [p, {"renewals": n}], (a + b + n - 1) / (a - 1) if a > 1 else None)
    options = {"renewals": n, "discountRate": rate}
    row(model, "discountedExpectedLifetime", [p, {"discountRate": rate}], lambda: agreed(lambda: gauss(1, 0)))
    row(model, "discountedExpectedResidualLifetime", [p, options],
        lambda: agreed(lambda: (b + n) / (a + b + n) * gauss(1, n + 1)))
    row(model, "retentionElasticity", [p, {**options, "kind": "ofExpectedValue"}],
        lambda: agreed(lambda: gauss(2, n + 1) / gauss(1, n + 1)))
    row(model, "retentionElasticity", [p, {**options, "kind": "individual"}], lambda: agreed(lambda: gauss(1, n)))
    row(model, "churnPosterior", [p, {"renewals": n}], a / (a + b + n), 1, "mean")
    row(model, "churnPosterior", [p, {"renewals": n}], sqrt(a * (b + n) / (a + b + n) ** 2 / (a + b + n + 1)), 1, "standardDeviation")


# ---- beta-discrete-Weibull
def beta_discrete_weibull(sums):
    model = "betaDiscreteWeibull"
    alpha, beta = (rng.choice([log_uniform(-2, 2), log_uniform(2, 7)]) for _ in range(2))
    shape = rng.choice([log_uniform(-0.7, 0.7), 1.0, 1.58])
    a, b, c = mpf(alpha), mpf(beta), mpf(shape)
    p = {"alpha": alpha, "beta": beta, "c": shape}
    log_s = lambda t: log_beta(a, b + mpf(t) ** c) - log_beta(a, b) if t > 0 else mpf(0)
    t = rng.choice([1, 2, 3, 10, 60, 400])
    row(model, "survival", [p, t], exp(log_s(t)), abs(log_s(t)))
    row(model, "retentionRate", [p, t], exp(log_s(t) - log_s(t - 1)), abs(log_s(t)))
    row(model, "churnProbability", [p, t], exp(log_s(t - 1)) - exp(log_s(t)), abs(log_s(t)))
    with workdps(80):
        step, second = mpf(t) ** c - mpf(t - 1) ** c, b + mpf(t - 1) ** c
        first_moment = exp(log_beta(a, second + step) - log_beta(a, second))
        variance = exp(log_beta(a, second + 2 * step) - log_beta(a, second)) - first_moment ** 2
        row(model, "churnPosterior", [p, {"renewals": t - 1}], 1 - first_moment, 1, "mean")
        row(model, "churnPosterior", [p, {"renewals": t - 1}], sqrt(variance), abs(log(first_moment)), "standardDeviation")
    if not sums:
        return
    rate, n = rng.choice([0.3, 0.1, 0.03]), rng.choice([0, 1, 7])
    v = 1 / (1 + mpf(rate))

    def total(term, k):
        sum_ = mpf(0)
        while True:
            part = term(k)
            sum_ += part
            if part < mpf(10) ** -22 * sum_:
                return sum_
            k += 1

    with workdps(28):
        residual = lambda w: total(lambda k: mpf(k) ** w * exp(log_s(n + k) - log_s(n)) * v ** (k - 1), 1)
        row(model, "discountedExpectedLifetime", [p, {"discountRate": rate}], lambda: total(lambda k: exp(log_s(k)) * v ** k, 0))
        options = {"renewals": n, "discountRate": rate}
        row(model, "discountedExpectedResidualLifetime", [p, options], lambda: residual(0))
        row(model, "retentionElasticity", [p, {**options, "kind": "ofExpectedValue"}], lambda: residual(1) / residual(0))


# ---- purchases at random
def negative_binomial(r, alpha, x, t):
    return exp(loggamma(r + x) - loggamma(r) - loggamma(x + 1) - r * log1p(t / alpha) + x * log(t / (alpha + t)))


def at_least(r, alpha, x, t):
    return mpf(1) if x == 0 else betainc(x, r, 0, t / (alpha + t), regularized=True)


def purchases(r, alpha, a, b, t):
    """E[(1 - exp(-lambda p t))/p], a moved by 1e-50 off its removable singularity."""
    with workdps(130):
        a = a + mpf(10) ** -50
        w, c = alpha / (alpha + t), a + b - 1
        if r + b > c and max(r, b) > 150:
            value = w ** (c - r - b) * hyp2f1(c - r, c - b, c, 1 - w)
        else:
            value = hyp2f1(r, b, c, 1 - w)
        return c / (a - 1) * (1 - w ** r * value)


def history():
    x = rng.choice([0, 0, 1, 2, 7, 40, 300, 10000])
    T = rng.choice([38.86, log_uniform(0, 4)])
    recency = 0.0 if x == 0 else rng.choice([T, T * rng.random()])
    return {"frequency": x, "recency": recency, "T": T}


def beta_geometric(discount):
    r, alpha = rng.choice([log_uniform(-2, 1.5), 0.2426]), rng.choice([log_uniform(-2, 2), 4.41])
    a = rng.choice([log_uniform(-2, 1.5), 1.0, 1 + 1e-6, 1 - 1e-8, 1 + 1e-10, 0.79])
    b = rng.choice([log_uniform(-2, 2), 2.43, 1 - a if a < 1 else 2.0])
    p, h = {"r": r, "alpha": alpha, "a": a, "b": b}, history()
    t, k = rng.choice([39.0, log_uniform(-1, 4), 0.01]), rng.choice([0, 1, 3, 12])
    r, alpha, a, b, time = map(mpf, (r, alpha, a, b, t))
    x, recency, T = mpf(h["frequency"]), mpf(h["recency"]), mpf(h["T"])
    rate = rng.choice([0.0027, 0.1, 1e-5])
    for model, zero in (("bgNbd", 0), ("mbgNbd", 1)):
        start = loggamma(r + x) - loggamma(r) + r * log(alpha) - log_beta(a, b)
        alive = start + log_beta(a, b + x + zero) - (r + x) * log(alpha + T)
        gone = None if x + zero == 0 else start + log_beta(a + 1, b + x + zero - 1) - (r + x) * log(alpha + recency)
        p_alive = mpf(1) if gone is None else 1 / (1 + exp(gone - alive))
        condition = abs(log(p_alive))
        row(model, "logLikelihood", [p, h], alive - log(p_alive))
        row(model, "probabilityAlive", [p, h], p_alive, condition)
        first = b / (a + b) if zero else mpf(1)
        row(model, "expectedTransactions", [p, t], lambda: first * purchases(r, alpha, a, b + zero, time))
        row(model, "conditionalExpectedTransactions", [p, h, t],
            lambda: p_alive * purchases(r + x, alpha + T, a, b + x + zero, time), condition)

        def count(r, alpha, b, chances):
            leaves = exp(log_beta(a + 1, b + chances - 1) - log_beta(a, b)) * at_least(r, alpha, k, time) if chances else 0
            return exp(log_beta(a, b + chances) - log_beta(a, b)) * negative_binomial(r, alpha, k, time) + leaves

        row(model, "transactionProbability", [p, {"x": k, "t": t}], count(r, alpha, b, k + zero))
        with workdps(90):
            left = 1 / (1 + exp(alive - gone)) if k == 0 and gone is not None else 0
            row(model, "conditionalTransactionProbability", [p, h, {"x": k, "t": t}],
                left + p_alive * count(r + x, alpha + T, b + x + zero, k), condition)
        if discount and x <= 300:
            def discounted():
                with workdps(30):
                    scale, second, number = alpha + T, b + x + zero, r + x
                    density = lambda v: (exp(-mpf(rate) * scale * (exp(v) - 1)) * number
                                         * hyp2f1(number + 1, a, a + second, 1 - exp(v)) * exp(v))
                    end = log(90 / (mpf(rate) * scale) + 1) + 1
                    return p_alive * quad(density, linspace(0, end, int(end / 2) + 2))
            row(model, "discountedExpectedResidualTransactions", [p, h, {"continuousDiscountRate": rate}], discounted, condition)


def nbd():
    r = rng.choice([log_uniform(-3, 3), log_uniform(3, 8)])
    p, h = {"r": r, "alpha": r * log_uniform(-2, 2)}, history()
    t, k = log_uniform(-1, 4), rng.choice([0, 1, 7, 50])
    r, alpha, x, T, time = map(mpf, (p["r"], p["alpha"], h["frequency"], h["T"], t))
    row("nbd", "logLikelihood", [p, h], loggamma(r + x) - loggamma(r) - r * log1p(T / alpha) - x * log(alpha + T))
    row("nbd", "conditionalExpectedTransactions", [p, h, t], (r + x) * time / (alpha + T))
    chance = negative_binomial(r, alpha, k, time)
    row("nbd", "transactionProbability", [p, {"x": k, "t": t}], chance, abs(log(chance)))
    chance = negative_binomial(r + x, alpha + T, k, time)
    row("nbd", "conditionalTransactionProbability", [p, h, {"x": k, "t": t}], chance, abs(log(chance)))


def gamma_gamma():
    p = {"p": log_uniform(-2, 3), "q": log_uniform(-2, 3), "gamma": log_uniform(-2, 4)}
    spends = {"frequency": rng.choice([1, 2, 30, 10000]), "monetaryValue": log_uniform(-2, 4)}
    a, q, g, x, m = map(mpf, (p["p"], p["q"], p["gamma"], spends["frequency"], spends["monetaryValue"]))
    row("gammaGamma", "logLikelihood", [p, spends],
        loggamma(a * x + q) - loggamma(a * x) - loggamma(q) + q * log(g) + (a * x - 1) * log(m) + a * x * log(x)
        - (a * x + q) * log(g + x * m))
    row("gammaGamma", "expectedSpend", [p], a * g / (q - 1) if q > 1 else None)
    row("gammaGamma", "conditionalExpectedSpend", [p, spends], a * (g + x * m) / (a * x + q - 1) if a * x + q > 1 else None)


# ---- Pareto/NBD: the papers' difference of hypergeometric functions, at enough digits
def pareto_nbd(counts):
    r, alpha = rng.choice([log_uniform(-2, 2), 0.5533]), rng.choice([log_uniform(-2, 3), 10.578])
    s = rng.choice([log_uniform(-2, 1.5), 1.0, 1 + 1e-6, 1 - 1e-8, 1 + 1e-10, 0.6061])
    beta = rng.choice([log_uniform(-2, 3), 11.669, alpha, alpha * (1 + 1e-9)])
    p, h = {"r": r, "alpha": alpha, "s": s, "beta": beta}, history()
    t, k, rate = rng.choice([39.0, log_uniform(-1, 4), 0.01]), rng.choice([0, 1, 5, 20]), rng.choice([0.0027, 0.1, 1e-5, 3.0])
    r, alpha, s, beta, time = map(mpf, (r, alpha, s, beta, t))
    x, recency, T = mpf(h["frequency"]), mpf(h["recency"]), mpf(h["T"])
    alive = -(r + x) * log(alpha + T) - s * log(beta + T)

    def left():
        high, low = max(alpha, beta), min(alpha, beta)
        b, n = (s + 1 if alpha >= beta else r + x), r + s + x
        # Euler's transformation where the direct series is long.
        part = lambda y: (((low + y) / (high + y)) ** (1 - b) * hyp2f1(1, n + 1 - b, n + 1, (high - low) / (high + y))
                          if x >= 40 else hyp2f1(n, b, n + 1, (high - low) / (high + y)))
        return s / n * (part(recency) * ((high + T) / (high + recency)) ** n - part(T)) * (high + T) ** -n

    signal.alarm(20)
    try:
        with workdps(100 + int(x / 20)):
            gone = None if recency == T else log(agreed(left))
    except Exception:
        return
    finally:
        signal.alarm(0)
    p_alive = mpf(1) if gone is None else 1 / (1 + exp(gone - alive))
    condition = abs(log(p_alive))
    model = "paretoNbd"
    start = loggamma(r + x) - loggamma(r) + r * log(alpha) + s * log(beta)
    row(model, "logLikelihood", [p, h], start + alive - log(p_alive))
    row(model, "probabilityAlive", [p, h], p_alive, condition)
    with workdps(120):
        # Moved off the removable singularity at s = 1.
        near = s + mpf(10) ** -50
        life = lambda beta, t: beta / (near - 1) * (1 - (beta / (beta + t)) ** (near - 1))
        row(model, "expectedTransactions", [p, t], r / alpha * life(beta, time))
        row(model, "conditionalExpectedTransactions", [p, h, t], p_alive * (r + x) / (alpha + T) * life(beta + T, time), condition)
    z = mpf(rate) * (beta + T)
    row(model, "discountedExpectedResidualTransactions", [p, h, {"continuousDiscountRate": rate}],
        lambda: p_alive * (r + x) / (alpha + T) * (beta + T) * z ** (s - 1) * hyperu(s, s, z), condition)
    if not counts:
        return

    def count(r, alpha, beta):
        with workdps(30):
            m = min(alpha, beta)
            end = log1p(time / m)

            def density(v):
                y = m * expm1(v)
                return (m + y) * s / beta * exp(-(s + 1) * log1p(y / beta)) * negative_binomial(r, alpha, k, y)

            gone_before = quad(density, linspace(0, end, max(6, int(end * 2) + 2)))
            return exp(-s * log1p(time / beta)) * negative_binomial(r, alpha, k, time) + gone_before

    row(model, "transactionProbability", [p, {"x": k, "t": t}], lambda: count(r, alpha, beta), 10)
    row(model, "conditionalTransactionProbability", [p, h, {"x": k, "t": t}],
        lambda: p_alive * count(r + x, alpha + T, beta + T) + (1 - p_alive if k == 0 else 0), condition + 10)


# ---- BG/BB
def bg_bb():
    names = ("alpha", "beta", "gamma", "delta")
    p = {name: rng.choice([log_uniform(-2, 2), log_uniform(2, 6)]) for name in names}
    if rng.random() < 0.3:
        p["gamma"] = rng.choice([1.0, 1 + 1e-8])
    a, b, g, d = (mpf(p[name]) for name in names)
    n = rng.choice([1, 6, 50, 400])
    recency = rng.choice([0, n, rng.randint(0, n)])
    x = 0 if recency == 0 else rng.randint(1, recency)
    h = {"frequency": x, "recency": recency, "T": n}

    def likelihood(a, b, g, d):
        alive = exp(log_beta(a + x, b + n - x) - log_beta(alpha, beta) + log_beta(g, d + n) - log_beta(gamma, delta))
        return alive + sum(exp(log_beta(a + x, b + recency - x + i) - log_beta(alpha, beta)
                               + log_beta(g + 1, d + recency + i) - log_beta(gamma, delta)) for i in range(n - recency))

    alpha, beta, gamma, delta = a, b, g, d
    total, m, k = likelihood(a, b, g, d), rng.choice([1, 5, 100]), rng.choice([0, 1, 3])
    rate = rng.choice([0.1, 0.01, log_uniform(-8, 0)])
    v = 1 / (1 + mpf(rate))
    model = "bgBb"
    row(model, "logLikelihood", [p, h], log(total), 1 / abs(log(total)))
    buys = exp(log_beta(a + x, b + n - x) - log_beta(a, b)) / total
    row(model, "probabilityAlive", [p, h], buys * exp(log_beta(g, d + n + 1) - log_beta(g, d)))
    survival = lambda t: exp(log_beta(g, d + t) - log_beta(g, d))
    row(model, "expectedTransactions", [p, m], a / (a + b) * sum(survival(t) for t in range(1, m + 1)))
    again = exp(log_beta(a + x + 1, b + n - x) - log_beta(a, b)) / total
    row(model, "conditionalExpectedTransactions", [p, h, m], again * sum(survival(n + t) for t in range(1, m + 1)))
    row(model, "discountedExpectedResidualTransactions", [p, h, {"discountRate": rate}],
        lambda: agreed(lambda: again * survival(n + 1) * v * hyp2f1(1, d + n + 1, g + d + n + 1, v)) if g + d < 1e4 else 1 / 0)

    def count(a, b, g, d):
        if k > m:
            return mpf(0)
        part = lambda i: binomial(i, k) * exp(log_beta(a + k, b + i - k) - log_beta(a, b))
        leave = lambda i: exp(log_beta(g + 1, d + i) - log_beta(g, d))
        return part(m) * exp(log_beta(g, d + m) - log_beta(g, d)) + sum(part(i) * leave(i) for i in range(k, m))

    row(model, "transactionProbability", [p, {"x": k, "n": m}], count(a, b, g, d))
    p_alive = buys * survival(n)
    row(model, "conditionalTransactionProbability", [p, h, {"x": k, "n": m}],
        p_alive * count(a + x, b + n - x, g, d + n) + (1 - p_alive if k == 0 else 0))


# ---- the whole range: parameters from 1e-3 to 1e3, ages and times to 10,000
def wide():
    return rng.choice([log_uniform(-3, 3), log_uniform(-3, 3), 1.0, 1 + 1e-6, 1 - 1e-8, 1 + 1e-10])


def wide_history():
    x = rng.choice([0, 1, 2, 7, 40, 300, 10000])
    T = rng.choice([38.86, 10000.0, log_uniform(-2, 4)])
    return {"frequency": x, "recency": 0.0 if x == 0 else rng.choice([T, T * rng.random()]), "T": T}


def chances(a, b, j):
    """E[(1 - p)^j]."""
    return exp(log_beta(a, b + j) - log_beta(a, b))


def erlang_sum(n, q, k):
    return sum(exp(loggamma(n + j) - loggamma(n) - loggamma(j + 1)) * q ** j for j in range(k))


def regular_purchases(r, alpha, a, b, k, steps, t):
    """Sum of P(N = i) W((i + steps) // k), W(j) being the sum of E[(1 - p)^l] for l below j."""
    z, total, i = t / (alpha + t), mpf(0), 0
    weight, count, w, chance, j = (1 - z) ** r, 0, mpf(0), mpf(1), 0
    mean = r * t / alpha
    while True:
        i += 1
        weight = weight * z * (r + i - 1) / i
        if (i + steps) % k == 0:
            w += chance
            chance = chance * (b + j) / (a + b + j)
            j += 1
        total += weight * w
        ratio = z * (r + i) / (i + 1) * (1 + 1 / mpf(max(j, 1)))
        if i > mean and w > 0 and ratio < 1 and weight * w * ratio < mpf(10) ** -32 * total * (1 - ratio):
            return total
        if i > 60000:
            raise TooSlow()


def beta_geometric_wide(discount):
    k = rng.choice([1, 1, 2, 3, 7])
    r, alpha, a, b = wide(), wide(), wide(), wide()
    h, t, n = wide_history(), rng.choice([39.0, 10000.0, log_uniform(-2, 4)]), rng.choice([0, 1, 3, 20])
    if k > 1 and h["frequency"] > 300:
        h["frequency"] = 300
    rate = rng.choice([0.0027, 0.1, 1e-5, log_uniform(-8, 1)])
    p = {"k": k, "r": r, "alpha": alpha, "a": a, "b": b}
    if k == 1:
        del p["k"]
    r, alpha, a, b, time, delta = map(mpf, (r, alpha, a, b, t, rate))
    x, recency, T = mpf(h["frequency"]), mpf(h["recency"]), mpf(h["T"])
    for zero, model in ((0, "bgNbd" if k == 1 else "bgCnbdK"), (1, "mbgNbd" if k == 1 else "mbgCnbdK")):
        m = r + k * x
        start = loggamma(m) - loggamma(r) + r * log(alpha) - log_beta(a, b)
        q = (T - recency) / (alpha + T)
        sums = erlang_sum(m, q, k)
        alive = start + log_beta(a, b + x + zero) - m * log(alpha + T) + log(sums)
        gone = None if x + zero == 0 else start + log_beta(a + 1, b + x + zero - 1) - m * log(alpha + recency)
        p_alive = mpf(1) if gone is None else 1 / (1 + exp(gone - alive))
        condition = abs(log(p_alive))
        timed = dict(h, sumLogGaps=3.5) if k > 1 else h
        gaps = (k - 1) * mpf(3.5) - x * loggamma(k) if x > 0 and k > 1 else 0
        value = alive - log(p_alive) + gaps
        row(model, "logLikelihood", [p, timed], value, max(1, 1 / abs(value) if value != 0 else 1))
        row(model, "probabilityAlive", [p, h], p_alive, condition)
        first = b / (a + b) if zero else mpf(1)
        states = [exp(loggamma(m + j) - loggamma(m) - loggamma(j + 1)) * q ** j / sums for j in range(k)]

        def expected(r, alpha, b, steps):
            if k == 1:
                return agreed(lambda: purchases(r, alpha, a, b, time))
            with workdps(40):
                return regular_purchases(r, alpha, a, b, k, steps, time)

        row(model, "expectedTransactions", [p, t], lambda: first * expected(r, alpha, b + zero, 0))
        row(model, "conditionalExpectedTransactions", [p, h, t],
            lambda: p_alive * sum(states[j] * expected(m + j, alpha + T, b + x + zero, j) for j in range(k) if states[j] > 0),
            condition)

        def count(r, alpha, b, steps, before):
            start = max(k * n - steps, 0)
            made = n + before
            stay = chances(a, b, made) * sum(negative_binomial(r, alpha, i, time) for i in range(start, k * (n + 1) - steps))
            if made == 0:
                return stay
            return stay + chances(a, b, made - 1) * a / (a + b + made - 1) * at_least(r, alpha, start, time)

        row(model, "transactionProbability", [p, {"x": n, "t": t}], lambda: count(r, alpha, b, 0, zero), 10)
        with workdps(90):
            left = 1 / (1 + exp(alive - gone)) if n == 0 and gone is not None else 0
            row(model, "conditionalTransactionProbability", [p, h, {"x": n, "t": t}],
                lambda: left + p_alive * sum(states[j] * count(m + j, alpha + T, b + x + zero, j, 0)
                                             for j in range(k) if states[j] > 0), condition + 10)
        if not discount:
            continue

        def discounted(r, alpha, b, steps):
            centre, width = log(r / alpha), 1 / sqrt(r)
            low = min(centre, log(delta)) - 100 / max(r, 1) - 40 * width if r < 1 else centre - 16 * width
            high = centre + (5 + 16 * width if r < 100 else 16 * width)

            def density(v):
                phi = 1 / (1 + delta * exp(-v))
                return (exp(r * v - alpha * exp(v) + r * log(alpha) - loggamma(r)) * phi ** (k - steps)
                        * hyp2f1(1, b, a + b, phi ** k))
            low = max(low, centre - 75 / r - 40)
            return quad(density, linspace(low, high, 24))

        def all_discounted():
            with workdps(25):
                value = p_alive * sum(states[j] * discounted(m + j, alpha + T, b + x + zero, j) for j in range(k) if states[j] > 0)
            return value

        row(model, "discountedExpectedResidualTransactions", [p, h, {"continuousDiscountRate": rate}], all_discounted, condition)


def gompertz(counts):
    r, alpha, b, s, beta = wide(), wide(), wide(), wide(), wide()
    h, t, n = wide_history(), rng.choice([39.0, 10000.0, log_uniform(-2, 4)]), rng.choice([0, 1, 3, 20])
    rate = rng.choice([0.0027, 0.1, 1e-5, log_uniform(-8, 1)])
    p, model = {"r": r, "alpha": alpha, "b": b, "s": s, "beta": beta}, "ggomNbd"
    r, alpha, b, s, beta, time, delta = map(mpf, (r, alpha, b, s, beta, t, rate))
    x, recency, T = mpf(h["frequency"]), mpf(h["recency"]), mpf(h["T"])
    log_survival = lambda beta, y: -s * log1p((exp(b * y) - 1) / beta)
    hazard = lambda beta, y: s * b / (1 + (beta - 1) * exp(-b * y))
    unit = min(1, beta) / b

    def over(f, start, end, scale, slope):
        """Integral over panels in which the exponent changes by 3 at most, up to where the integrand is negligible."""
        points, most = [start], mpf(0)
        while points[-1] < end:
            y = points[-1]
            points.append(min(end, y + min((scale + y) / 2, 3 / slope(y))))
            value = f((y + points[-1]) / 2)
            most = max(most, value)
            if value < mpf(10) ** -45 * most:
                break
            if len(points) > 2000:
                raise TooSlow()
        return quad(f, points)

    def mixture():
        with workdps(25):
            scale = min(alpha, unit)
            top = -(r + x) * log(alpha + recency)
            lead = -log_survival(beta, recency)
            part = over(lambda y: hazard(beta, y) * exp(log_survival(beta, y) - (r + x) * log(alpha + y) - top + lead), recency, T,
                        scale, lambda y: hazard(beta, y) * (1 + 1 / s) + b + (r + x) / (alpha + y))
            return top - lead + log(part)

    alive = -(r + x) * log(alpha + T) + log_survival(beta, T)
    signal.alarm(20)
    try:
        gone = None if recency == T else mixture()
    except Exception:
        return
    finally:
        signal.alarm(0)
    p_alive = mpf(1) if gone is None else 1 / (1 + exp(gone - alive))
    condition = abs(log(p_alive))
    start = loggamma(r + x) - loggamma(r) + r * log(alpha)
    value = start + alive - log(p_alive)
    row(model, "logLikelihood", [p, h], value, max(1, (abs(alive) + abs(start)) / max(abs(value), mpf(10) ** -30)))
    row(model, "probabilityAlive", [p, h], p_alive, condition)

    def life(beta, end, rate):
        with workdps(25):
            scale = min(1, beta) / b
            if rate > 0:
                scale = min(scale, 1 / rate)
                # Beyond this the integrand is below e^-90 of its start.
                end = min(90 / rate, (90 / s + log(beta + 1)) / b + 90 / (s * b))
            return over(lambda y: exp(log_survival(beta, y) - rate * y), mpf(0), end, scale, lambda y: hazard(beta, y) + rate)

    after = 1 + (beta - 1) * exp(-b * T)
    row(model, "expectedTransactions", [p, t], lambda: r / alpha * life(beta, time, 0))
    row(model, "conditionalExpectedTransactions", [p, h, t],
        lambda: p_alive * (r + x) / (alpha + T) * life(after, time, 0), condition)
    row(model, "discountedExpectedResidualTransactions", [p, h, {"continuousDiscountRate": rate}],
        lambda: p_alive * (r + x) / (alpha + T) * life(after, 0, delta), condition)
    if not counts:
        return

    def count(r, alpha, beta):
        with workdps(25):
            m = min(alpha, min(1, beta) / b)
            density = lambda y: hazard(beta, y) * exp(log_survival(beta, y)) * negative_binomial(r, alpha, n, y) if y > 0 else 0
            return exp(log_survival(beta, time)) * negative_binomial(r, alpha, n, time) + over(
                density, mpf(0), time, m, lambda y: hazard(beta, y) * (1 + 1 / s) + b + r / (alpha + y))

    row(model, "transactionProbability", [p, {"x": n, "t": t}], lambda: count(r, alpha, beta), 10)
    row(model, "conditionalTransactionProbability", [p, h, {"x": n, "t": t}],
        lambda: p_alive * count(r + x, alpha + T, after) + (1 - p_alive if n == 0 else 0), condition + 10)


for i in range(int(14 * size)):
    shifted_beta_geometric()
    beta_discrete_weibull(i % 3 == 0)
    beta_geometric(i % 3 == 0)
    nbd()
    gamma_gamma()
# Models added later: the cases above keep their random numbers.
for i in range(int(14 * size)):
    pareto_nbd(i % 3 == 0)
    bg_bb()
rng.seed(20261123)
for i in range(int(14 * size)):
    beta_geometric_wide(i % 3 == 0)
    gompertz(i % 3 == 0)

with open(path, "w") as file:
    file.write(json.dumps({"source": "mpmath 1.3.0, test/reference/model-verbs.py"})[:-1] + ', "rows": [\n')
    file.write(",\n".join("  " + json.dumps(r) for r in rows) + "\n]}\n")
