/** The symbols of all formulas, as LaTeX. What each means is a message, found by its name. */
export const SYMBOLS = {
  target: 'y',
  smoothedTarget: '\\tilde y',
  prediction: '\\hat y',
  logit: 'z',
  probability: 'p',
  outputs: 'K',
  error: 'e',
  huberDelta: '\\delta',
  focusing: '\\gamma',
  classShare: '\\alpha',
  labelSmoothing: '\\varepsilon',
  weights: '\\theta',
  gradient: 'g',
  learningRate: '\\eta',
  initialRate: '\\eta_0',
  step: 't',
  epoch: 'n',
  stepsPerDecay: 's',
  totalSteps: 'T',
  warmupSteps: 'w',
  rateFloor: '\\alpha',
  minimumRate: '\\eta_{\\min}',
  decayFactor: 'q',
  momentum: '\\mu',
  velocity: 'v',
  firstMoment: 'm',
  secondMoment: 'v',
  infinityNorm: 'u',
  accumulator: 'a',
  meanGradient: '\\bar g',
  updateAverage: 'd',
  rho: '\\rho',
  beta1: '\\beta_1',
  beta2: '\\beta_2',
  weightDecay: '\\lambda',
  stability: '\\epsilon',
  limit: 'c',
  input: 'x',
  output: 'y',
  kernel: 'W',
  bias: 'b',
  activation: '\\phi',
  leak: '\\alpha',
  dropRate: 'p',
  mask: 'r',
  noise: '\\sigma',
  batchMean: '\\mu_B',
  batchVariance: '\\sigma_B^2',
  rowMean: '\\mu',
  rowVariance: '\\sigma^2',
  scale: '\\gamma',
  shift: '\\beta',
  loss: 'L',
} as const;

export type SymbolName = keyof typeof SYMBOLS;

/** A formula for people: LaTeX for KaTeX, the symbols in it, and where it comes from. */
export interface Formula {
  readonly latex: string;
  /** The derivative that back-propagation uses; null where the formula is not differentiated. */
  readonly gradient: string | null;
  readonly symbols: readonly SymbolName[];
  /** Author, title, year. */
  readonly source: string;
}
