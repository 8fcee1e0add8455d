/**
 * Nodes and weights of Gauss-Legendre quadrature on [-1, 1]: the positive nodes, each standing for itself and its mirror image.
 *
 * @see DLMF 3.5(v); computed to 30 digits as the roots of the Legendre polynomials.
 */

/** The positive nodes of a rule and their weights. */
export interface GaussLegendre {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** The rule with 2 nodes: exact for polynomials of degree 3. */
export const gaussLegendre2: GaussLegendre = {
  nodes: /* @__PURE__ */ Float64Array.of(0.5773502691896258),
  weights: /* @__PURE__ */ Float64Array.of(1),
};

/** The rule with 4 nodes: exact for polynomials of degree 7. */
export const gaussLegendre4: GaussLegendre = {
  nodes: /* @__PURE__ */ Float64Array.of(0.33998104358485626, 0.8611363115940526),
  weights: /* @__PURE__ */ Float64Array.of(0.6521451548625461, 0.34785484513745385),
};

/** The rule with 8 nodes: exact for polynomials of degree 15. */
export const gaussLegendre8: GaussLegendre = {
  nodes: /* @__PURE__ */ Float64Array.of(
    0.1834346424956498,
    0.525532409916329,
    0.7966664774136267,
    0.9602898564975363,
  ),
  weights: /* @__PURE__ */ Float64Array.of(
    0.362683783378362,
    0.31370664587788727,
    0.22238103445337448,
    0.10122853629037626,
  ),
};

/** The rule with 10 nodes: exact for polynomials of degree 19. */
export const gaussLegendre10: GaussLegendre = {
  nodes: /* @__PURE__ */ Float64Array.of(
    0.14887433898163122,
    0.4333953941292472,
    0.6794095682990244,
    0.8650633666889845,
    0.9739065285171717,
  ),
  weights: /* @__PURE__ */ Float64Array.of(
    0.29552422471475287,
    0.26926671930999635,
    0.21908636251598204,
    0.1494513491505806,
    0.06667134430868814,
  ),
};

/** The rule with 16 nodes: exact for polynomials of degree 31. */
export const gaussLegendre16: GaussLegendre = {
  nodes: /* @__PURE__ */ Float64Array.of(
    0.09501250983763744,
    0.2816035507792589,
    0.45801677765722737,
    0.6178762444026438,
    0.755404408355003,
    0.8656312023878318,
    0.9445750230732326,
    0.9894009349916499,
  ),
  weights: /* @__PURE__ */ Float64Array.of(
    0.1894506104550685,
    0.18260341504492358,
    0.16915651939500254,
    0.14959598881657674,
    0.12462897125553388,
    0.09515851168249279,
    0.062253523938647894,
    0.027152459411754096,
  ),
};
