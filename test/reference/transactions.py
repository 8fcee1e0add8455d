"""Recomputes beta-geometric.json, pareto-nbd.json and bg-bb.json at the parameters and histories that they hold, by mpmath.

python3 transactions.py FOLDER

The log-likelihood, P(alive), the expected and the conditional purchases come from closed forms of the papers: Fader, Hardie &
Lee (2005) for BG/NBD, Batislam et al. (2007) for MBG/NBD, Fader & Hardie (2005), note 009, for Pareto/NBD, Fader, Hardie &
Shang (2010) for BG/BB. Discounted purchases are kept as they are, but those of BG/BB, which are summed.
"""
import json
import os
import sys

from mpmath import beta, exp, gamma, hyp2f1, log, loggamma, mp, mpf

here = os.path.dirname(os.path.abspath(__file__))
folder = sys.argv[1]
mp.dps = 60


def log_beta(a, b):
    return loggamma(a) + loggamma(b) - loggamma(a + b)


def stable(function, *arguments):
    """The value at more and more digits until two agree: cancellation decides how many are needed."""
    before = None
    for digits in (60, 120, 240, 480, 960):
        mp.dps = digits
        value = function(*[mpf(x) for x in arguments])
        if before is not None and abs(value - before) <= abs(value) * mpf(10) ** -20:
            return value
        before = value
    raise ValueError(f"not stable at {arguments}")


def beta_geometric(modified, r, alpha, a, b, x, tx, T, t):
    # a = 1 is a removable singularity: a shift far below a double.
    a = a + mpf(10) ** (-mp.dps // 3) if a == 1 else a
    gone = (a / (b + x + modified - 1) if x + modified > 0 else mpf(0)) * ((alpha + T) / (alpha + tx)) ** (r + x)
    alive = 1 / (1 + gone)
    base = log_beta(a, b + x + modified) - log_beta(a, b) + loggamma(r + x) - loggamma(r) + r * log(alpha)
    likelihood = base - (r + x) * log(alpha + T) + log(1 + gone)

    def expected(rr, al, bb, time):
        # E[X(t)] = (a + b - 1)/(a - 1) [1 - (al/(al + t))^r 2F1(r, b; a + b - 1; t/(al + t))], with b + 1 where one may leave at once
        top, bottom = (bb + 1, a + bb) if modified else (bb, a + bb - 1)
        first = bb / (a - 1) if modified else (a + bb - 1) / (a - 1)
        return first * (1 - (al / (al + time)) ** rr * hyp2f1(rr, top, bottom, time / (al + time)))

    given = expected_given(r + x, alpha + T, a, b + x, modified, t)
    return [likelihood, log(alive), expected(r, alpha, b, t), given * alive]


def expected_given(r, al, a, b, modified, t):
    """Expected purchases in t of a customer who is alive at T: drop-out is beta(a, b + x) of those who stayed, one more where one may leave at once."""
    b = b + modified
    return (a + b - 1) / (a - 1) * (1 - (al / (al + t)) ** r * hyp2f1(r, b, a + b - 1, t / (al + t)))


def pareto(r, alpha, s, bb, x, tx, T, t):
    shift = mpf(10) ** (-mp.dps // 3)
    s = s + shift if s == 1 else s
    if alpha >= bb:
        a0 = lambda y: hyp2f1(r + s + x, s + 1, r + s + x + 1, (alpha - bb) / (alpha + y)) / (alpha + y) ** (r + s + x)
    else:
        a0 = lambda y: hyp2f1(r + s + x, r + x, r + s + x + 1, (bb - alpha) / (bb + y)) / (bb + y) ** (r + s + x)
    lost = a0(tx) - a0(T)
    stay = 1 / ((alpha + T) ** (r + x) * (bb + T) ** s)
    both = stay + s / (r + s + x) * lost
    base = loggamma(r + x) - loggamma(r) + r * log(alpha) + s * log(bb)
    alive = stay / both
    expected = r * bb / (alpha * (s - 1)) * (1 - (bb / (bb + t)) ** (s - 1))
    given = (r + x) * (bb + T) / ((alpha + T) * (s - 1)) * (1 - ((bb + T) / (bb + T + t)) ** (s - 1))
    return [base + log(both), log(alive), expected, given * alive]


def bg_bb(al, be, ga, de, x, tx, n, ahead, rate):
    x, tx, n, ahead = int(x), int(tx), int(n), int(ahead)
    terms = [exp(log_beta(al + x, be + n - x) - log_beta(al, be) + log_beta(ga, de + n) - log_beta(ga, de))]
    terms += [
        exp(log_beta(al + x, be + tx - x + i) - log_beta(al, be) + log_beta(ga + 1, de + tx + i) - log_beta(ga, de))
        for i in range(n - tx)
    ]
    likelihood = sum(terms)
    # P(alive) at n + 1, as in the paper.
    alive = exp(log_beta(al + x, be + n - x) - log_beta(al, be) + log_beta(ga, de + n + 1) - log_beta(ga, de)) / likelihood
    buys = exp(log_beta(al + x + 1, be + n - x) - log_beta(al, be))
    survive = lambda j: exp(log_beta(ga, de + n + j) - log_beta(ga, de))
    conditional = buys * sum(survive(j) for j in range(1, ahead + 1)) / likelihood
    # DERT (eq. 14): the sum over j of S(n + j) / (1 + d)^(j - 1) is a Gauss hypergeometric function.
    discounted = buys * survive(1) / (1 + rate) * hyp2f1(1, de + n + 1, ga + de + n + 1, 1 / (1 + rate)) / likelihood
    return [log(likelihood), alive, conditional, discounted]


def recompute(name, inputs, function, places):
    with open(os.path.join(here, name)) as file:
        table = json.load(file)
    for row in table["rows"]:
        values = [stable(lambda *a, i=i: function(*a)[i], *row[:inputs]) for i in range(len(places))]
        for place, value in zip(places, values):
            if row[place] is not None:
                row[place] = float(value)
    with open(os.path.join(folder, name), "w") as file:
        json.dump(table, file)


recompute("pareto-nbd.json", 8, pareto, [9, 10, 11, 12])
recompute("bg-bb.json", 9, bg_bb, [9, 10, 11, 12])
recompute("beta-geometric.json", 9, beta_geometric, [10, 11, 12, 13])
