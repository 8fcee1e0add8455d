/** Numbers that a seed fixes, for comparison between engines: `bits` as text of their bytes, `derived` as numbers. */

const hex = (values) =>
  Array.from(new Uint8Array(new Float64Array(values).buffer), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");

/** Everything, from the built modules in a folder. */
export async function seededNumbers(folder) {
  const { createRandom } = await import(`${folder}/math/random.js`);
  const { latinHypercube, sobolSequence } = await import(`${folder}/math/quasi-random.js`);
  const samplers = await import(`${folder}/math/samplers.js`);
  const library = await import(`${folder}/index.js`);
  const { uncertain } = library;
  const bits = {};
  for (const [seed, stream] of [
    [0, 0],
    [1, 0],
    [1, 7],
    [-3.5, 2],
    [2 ** 53, 1],
  ]) {
    const name = `seed ${seed}, stream ${stream}`;
    const random = createRandom(seed, stream);
    bits[`uniform, ${name}`] = hex(Array.from({ length: 1000 }, () => random.next()));
    bits[`integers, ${name}`] = hex(
      Array.from({ length: 200 }, (_, i) => random.integerBelow(3 ** (i % 30) + 1)),
    );
    bits[`permutation, ${name}`] = hex(samplers.samplePermutation(random, 100));
    bits[`bootstrap counts, ${name}`] = hex(samplers.sampleBootstrapCounts(random, 100));
    bits[`Latin hypercube, ${name}`] = hex(latinHypercube(random, 64, 6));
    for (const scrambling of ["none", "owen", "shift"]) {
      const points = new Float64Array(256 * 20);
      sobolSequence(20, scrambling, createRandom(seed, stream)).fill(0, 256, points);
      bits[`Sobol' sequence (${scrambling}), ${name}`] = hex(points);
    }
  }
  const inputs = {
    margin: uncertain.pert({ lower: 80, mode: 100, upper: 130 }),
    retention: uncertain.beta({ mean: 0.8, standardDeviation: 0.05 }),
    cost: uncertain.logNormal({ mean: 220, standardDeviation: 60 }),
    visits: uncertain.gamma({ mean: 4, standardDeviation: 2 }),
    switches: uncertain.choice({ values: [0, 1], weights: [2, 1] }),
  };
  const value = ({ margin, retention, cost, visits, switches }) => ({
    act: (margin * 1.1) / (1.1 - retention) - cost + visits * switches,
    wait: 100,
  });
  const correlations = [{ between: ["retention", "margin"], rank: 0.4 }];
  const derived = {};
  for (const seed of [0, 1]) {
    const samples = { seed, samples: 256 };
    derived[`monteCarlo ${seed}`] = library.monteCarlo(value, inputs, { ...samples, correlations });
    derived[`monteCarlo, plain ${seed}`] = library.monteCarlo(value, inputs, {
      ...samples,
      sampling: "random",
    });
    derived[`sobolIndices ${seed}`] = library.sobolIndices(value, inputs, {
      seed,
      samplesPerReplicate: 64,
      secondOrder: true,
    });
    derived[`bootstrap ${seed}`] = library.sobolIndices(value, inputs, {
      seed,
      samplesPerReplicate: 256,
      interval: "bootstrap",
    });
    derived[`shapleyEffects ${seed}`] = library.shapleyEffects(value, inputs, {
      seed,
      samplesPerReplicate: 16,
      correlations,
    });
    derived[`morrisScreening ${seed}`] = library.morrisScreening(value, inputs, { seed });
    derived[`valueOfInformation ${seed}`] = library.valueOfInformation(value, inputs, {
      ...samples,
      permutations: 2,
    });
  }
  derived.simulate = Object.fromEntries(
    Object.entries(samplers)
      .filter(([name]) => ["sampleNormal", "sampleExponential", "sampleOpenUniform"].includes(name))
      .map(([name, sample]) => {
        const random = createRandom(0);
        return [name, Array.from({ length: 200 }, () => sample(random))];
      }),
  );
  return { bits, derived };
}
