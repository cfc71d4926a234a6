import type { Formula } from '../training/formula.ts';
import type { Activation, Initializer } from './layerSpec.ts';

const GLOROT = 'X. Glorot, Y. Bengio, Understanding the Difficulty of Training Deep Feedforward Networks, AISTATS 2010';
const HE = 'K. He et al., Delving Deep into Rectifiers, ICCV 2015';
const LECUN = 'Y. LeCun et al., Efficient BackProp, 1998';
const PLAIN_DRAW = 'F. Chollet et al., Keras: initializers, 2015';

/** Every activation and its derivative. */
export const ACTIVATION_FORMULAS: Readonly<Record<Activation, Formula>> = {
  linear: {
    latex: '\\phi(x) = x',
    gradient: '\\phi^{\\prime}(x) = 1',
    symbols: ['input'],
    source: 'B. Widrow, M. E. Hoff, Adaptive Switching Circuits, 1960',
  },
  relu: {
    latex: '\\phi(x) = \\max(0, x)',
    gradient: '\\phi^{\\prime}(x) = [\\, x > 0 \\,]',
    symbols: ['input'],
    source: 'V. Nair, G. E. Hinton, Rectified Linear Units Improve Restricted Boltzmann Machines, ICML 2010',
  },
  relu6: {
    latex: '\\phi(x) = \\min(6, \\max(0, x))',
    gradient: '\\phi^{\\prime}(x) = [\\, 0 < x < 6 \\,]',
    symbols: ['input'],
    source: 'A. Krizhevsky, Convolutional Deep Belief Networks on CIFAR-10, 2010',
  },
  elu: {
    latex: '\\phi(x) = \\begin{cases} x & x > 0 \\\\ e^{x} - 1 & x \\le 0 \\end{cases}',
    gradient: '\\phi^{\\prime}(x) = \\begin{cases} 1 & x > 0 \\\\ e^{x} & x \\le 0 \\end{cases}',
    symbols: ['input'],
    source: 'D.-A. Clevert, T. Unterthiner, S. Hochreiter, Fast and Accurate Deep Network Learning by ELUs, ICLR 2016',
  },
  selu: {
    latex:
      '\\phi(x) = \\lambda \\begin{cases} x & x > 0 \\\\ \\alpha (e^{x} - 1) & x \\le 0 \\end{cases} \\qquad \\lambda \\approx 1.0507,\\; \\alpha \\approx 1.6733',
    gradient: '\\phi^{\\prime}(x) = \\lambda \\begin{cases} 1 & x > 0 \\\\ \\alpha e^{x} & x \\le 0 \\end{cases}',
    symbols: ['input'],
    source: 'G. Klambauer et al., Self-Normalizing Neural Networks, NeurIPS 2017',
  },
  gelu: {
    latex: '\\phi(x) = x\\, \\Phi(x) = \\frac{x}{2} \\Bigl( 1 + \\operatorname{erf} \\frac{x}{\\sqrt 2} \\Bigr)',
    gradient: '\\phi^{\\prime}(x) = \\Phi(x) + \\frac{x}{\\sqrt{2\\pi}}\\, e^{-x^2/2}',
    symbols: ['input'],
    source: 'D. Hendrycks, K. Gimpel, Gaussian Error Linear Units, 2016',
  },
  swish: {
    latex: '\\phi(x) = x\\, s(x), \\qquad s(x) = \\frac{1}{1 + e^{-x}}',
    gradient: '\\phi^{\\prime}(x) = s(x) + x\\, s(x) (1 - s(x))',
    symbols: ['input'],
    source: 'P. Ramachandran, B. Zoph, Q. V. Le, Searching for Activation Functions, 2017',
  },
  mish: {
    latex: '\\phi(x) = x \\tanh\\bigl( \\ln(1 + e^{x}) \\bigr)',
    gradient:
      '\\phi^{\\prime}(x) = \\tanh(t) + x\\, \\bigl(1 - \\tanh^2(t)\\bigr) \\frac{1}{1 + e^{-x}}, \\quad t = \\ln(1 + e^{x})',
    symbols: ['input'],
    source: 'D. Misra, Mish: A Self Regularized Non-Monotonic Activation Function, BMVC 2020',
  },
  tanh: {
    latex: '\\phi(x) = \\tanh x = \\frac{e^{x} - e^{-x}}{e^{x} + e^{-x}}',
    gradient: '\\phi^{\\prime}(x) = 1 - \\tanh^2 x',
    symbols: ['input'],
    source: LECUN,
  },
  sigmoid: {
    latex: '\\phi(x) = \\frac{1}{1 + e^{-x}}',
    gradient: '\\phi^{\\prime}(x) = \\phi(x) (1 - \\phi(x))',
    symbols: ['input'],
    source: 'P.-F. Verhulst, Notice sur la loi que la population suit dans son accroissement, 1838',
  },
  hardSigmoid: {
    latex: '\\phi(x) = \\min(1, \\max(0,\\; 0.2 x + 0.5))',
    gradient: '\\phi^{\\prime}(x) = 0.2\\, [\\, \\lvert x \\rvert < 2.5 \\,]',
    symbols: ['input'],
    source:
      'M. Courbariaux, Y. Bengio, J.-P. David, BinaryConnect, NeurIPS 2015; as TensorFlow.js and Keras 2 compute it (Keras 3: min(6, max(0, x + 3)) / 6)',
  },
  softplus: {
    latex: '\\phi(x) = \\ln(1 + e^{x})',
    gradient: '\\phi^{\\prime}(x) = \\frac{1}{1 + e^{-x}}',
    symbols: ['input'],
    source: 'C. Dugas et al., Incorporating Second-Order Functional Knowledge for Better Option Pricing, NeurIPS 2000',
  },
  softsign: {
    latex: '\\phi(x) = \\frac{x}{1 + \\lvert x \\rvert}',
    gradient: '\\phi^{\\prime}(x) = \\frac{1}{(1 + \\lvert x \\rvert)^2}',
    symbols: ['input'],
    source: 'J. Bergstra et al., Quadratic Polynomials Learn Better Image Features, 2009',
  },
  softmax: {
    latex: '\\phi(x)_k = \\frac{e^{x_k}}{\\sum_{j} e^{x_j}}',
    gradient: '\\frac{\\partial \\phi_k}{\\partial x_j} = \\phi_k \\bigl( [\\, j = k \\,] - \\phi_j \\bigr)',
    symbols: ['input'],
    source: 'J. S. Bridle, Probabilistic Interpretation of Feedforward Classification Network Outputs, 1990',
  },
};

/** How every initialiser draws a kernel of n inputs and m outputs. */
export const INITIALIZER_FORMULAS: Readonly<Record<Initializer, Formula>> = {
  glorotUniform: draw('\\mathcal{U}\\Bigl(-\\sqrt{\\tfrac{6}{n + m}},\\; \\sqrt{\\tfrac{6}{n + m}}\\Bigr)', GLOROT),
  glorotNormal: draw('\\mathcal{N}\\Bigl(0,\\; \\tfrac{2}{n + m}\\Bigr) \\text{ cut at } 2\\sigma', GLOROT),
  heUniform: draw('\\mathcal{U}\\Bigl(-\\sqrt{\\tfrac{6}{n}},\\; \\sqrt{\\tfrac{6}{n}}\\Bigr)', HE),
  heNormal: draw('\\mathcal{N}\\Bigl(0,\\; \\tfrac{2}{n}\\Bigr) \\text{ cut at } 2\\sigma', HE),
  leCunUniform: draw('\\mathcal{U}\\Bigl(-\\sqrt{\\tfrac{3}{n}},\\; \\sqrt{\\tfrac{3}{n}}\\Bigr)', LECUN),
  leCunNormal: draw('\\mathcal{N}\\Bigl(0,\\; \\tfrac{1}{n}\\Bigr) \\text{ cut at } 2\\sigma', LECUN),
  randomUniform: draw('\\mathcal{U}(-0.05,\\; 0.05)', PLAIN_DRAW),
  randomNormal: draw('\\mathcal{N}(0,\\; 0.05^2)', PLAIN_DRAW),
  truncatedNormal: draw('\\mathcal{N}(0,\\; 0.05^2) \\text{ cut at } 2\\sigma', PLAIN_DRAW),
  orthogonal: {
    latex: 'W^{\\top} W = I \\quad (n \\ge m), \\qquad W W^{\\top} = I \\quad (n < m)',
    gradient: null,
    symbols: ['kernel'],
    source:
      'A. M. Saxe, J. L. McClelland, S. Ganguli, Exact Solutions to the Nonlinear Dynamics of Learning, ICLR 2014',
  },
  zeros: { latex: 'W_{ij} = 0', gradient: null, symbols: ['kernel'], source: PLAIN_DRAW },
  ones: { latex: 'W_{ij} = 1', gradient: null, symbols: ['kernel'], source: PLAIN_DRAW },
};

function draw(distribution: string, source: string): Formula {
  return { latex: `W_{ij} \\sim ${distribution}`, gradient: null, symbols: ['kernel'], source };
}

/** The penalty that a regularizer adds to the loss. */
export const REGULARIZER_FORMULA: Formula = {
  latex: 'L \\leftarrow L + l_1 \\sum_{ij} \\lvert W_{ij} \\rvert + l_2 \\sum_{ij} W_{ij}^2',
  gradient: '\\frac{\\partial}{\\partial W_{ij}} = l_1 \\operatorname{sign}(W_{ij}) + 2\\, l_2 W_{ij}',
  symbols: ['loss', 'kernel'],
  source:
    'A. E. Hoerl, R. W. Kennard, Ridge Regression, 1970; R. Tibshirani, Regression Shrinkage and Selection via the Lasso, 1996',
};
