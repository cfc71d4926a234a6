import type { Formula, SymbolName } from './formula.ts';
import type { GradientClip, LossName, OptimizerName, ScheduleSpec } from './settings.ts';

const LEAST_SQUARES = 'A.-M. Legendre, Nouvelles méthodes pour la détermination des orbites des comètes, 1805';
const GOODFELLOW = 'I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, 2016, §6.2.2';
const FOCAL = 'T.-Y. Lin et al., Focal Loss for Dense Object Detection, ICCV 2017';
const HINGE = 'C. Cortes, V. Vapnik, Support-Vector Networks, Machine Learning 20, 1995';
const ADAM = 'D. P. Kingma, J. Ba, Adam: A Method for Stochastic Optimization, ICLR 2015';

/** Every loss for one sample with K outputs, and its derivative by an output. The loss of a batch is the mean. */
export const LOSS_FORMULAS: Readonly<Record<LossName, Formula>> = {
  meanSquaredError: {
    latex: 'L = \\frac{1}{K} \\sum_{k=1}^{K} (\\hat y_k - y_k)^2',
    gradient: '\\frac{\\partial L}{\\partial \\hat y_k} = \\frac{2}{K} (\\hat y_k - y_k)',
    symbols: ['target', 'prediction', 'outputs'],
    source: LEAST_SQUARES,
  },
  meanAbsoluteError: {
    latex: 'L = \\frac{1}{K} \\sum_{k=1}^{K} \\lvert \\hat y_k - y_k \\rvert',
    gradient: '\\frac{\\partial L}{\\partial \\hat y_k} = \\frac{1}{K} \\operatorname{sign}(\\hat y_k - y_k)',
    symbols: ['target', 'prediction', 'outputs'],
    source: 'P.-S. Laplace, Théorie analytique des probabilités, 1812',
  },
  huber: {
    latex:
      'L = \\frac{1}{K} \\sum_{k=1}^{K} \\begin{cases} \\tfrac12 e_k^2 & \\lvert e_k \\rvert \\le \\delta \\\\ \\delta \\lvert e_k \\rvert - \\tfrac12 \\delta^2 & \\text{otherwise} \\end{cases} \\qquad e_k = \\hat y_k - y_k',
    gradient: '\\frac{\\partial L}{\\partial \\hat y_k} = \\frac{1}{K} \\max(-\\delta, \\min(\\delta, e_k))',
    symbols: ['target', 'prediction', 'error', 'huberDelta', 'outputs'],
    source: 'P. J. Huber, Robust Estimation of a Location Parameter, Annals of Mathematical Statistics 35, 1964',
  },
  logCosh: {
    latex: 'L = \\frac{1}{K} \\sum_{k=1}^{K} \\ln \\cosh(\\hat y_k - y_k)',
    gradient: '\\frac{\\partial L}{\\partial \\hat y_k} = \\frac{1}{K} \\tanh(\\hat y_k - y_k)',
    symbols: ['target', 'prediction', 'outputs'],
    source:
      'P. J. Green, Bayesian Reconstructions from Emission Tomography Data, IEEE Transactions on Medical Imaging 9, 1990',
  },
  binaryCrossentropy: {
    latex:
      'L = -\\frac{1}{K} \\sum_{k=1}^{K} \\bigl( \\tilde y_k \\ln p_k + (1 - \\tilde y_k) \\ln (1 - p_k) \\bigr) \\qquad \\tilde y_k = (1 - \\varepsilon)\\, y_k + \\tfrac{\\varepsilon}{2}, \\quad p_k = \\frac{1}{1 + e^{-z_k}}',
    gradient: '\\frac{\\partial L}{\\partial z_k} = \\frac{1}{K} (p_k - \\tilde y_k)',
    symbols: ['target', 'smoothedTarget', 'labelSmoothing', 'probability', 'logit', 'outputs'],
    source: GOODFELLOW,
  },
  categoricalCrossentropy: {
    latex:
      'L = -\\sum_{k=1}^{K} \\tilde y_k \\ln p_k \\qquad \\tilde y_k = (1 - \\varepsilon)\\, y_k + \\tfrac{\\varepsilon}{K}, \\quad p_k = \\frac{e^{z_k}}{\\sum_{j} e^{z_j}}',
    gradient: '\\frac{\\partial L}{\\partial z_k} = p_k - \\tilde y_k',
    symbols: ['target', 'smoothedTarget', 'labelSmoothing', 'probability', 'logit', 'outputs'],
    source: `${GOODFELLOW}; smoothing: C. Szegedy et al., Rethinking the Inception Architecture, CVPR 2016`,
  },
  sparseCategoricalCrossentropy: {
    latex: 'L = -\\ln p_{y} \\qquad p_k = \\frac{e^{z_k}}{\\sum_{j=1}^{K} e^{z_j}}',
    gradient: '\\frac{\\partial L}{\\partial z_k} = p_k - [k = y]',
    symbols: ['target', 'probability', 'logit', 'outputs'],
    source: GOODFELLOW,
  },
  hinge: {
    latex: 'L = \\frac{1}{K} \\sum_{k=1}^{K} \\max(0,\\; 1 - y_k \\hat y_k) \\qquad y_k \\in \\{-1, 1\\}',
    gradient: '\\frac{\\partial L}{\\partial \\hat y_k} = -\\frac{y_k}{K}\\, [\\, y_k \\hat y_k < 1 \\,]',
    symbols: ['target', 'prediction', 'outputs'],
    source: HINGE,
  },
  squaredHinge: {
    latex: 'L = \\frac{1}{K} \\sum_{k=1}^{K} \\max(0,\\; 1 - y_k \\hat y_k)^2 \\qquad y_k \\in \\{-1, 1\\}',
    gradient: '\\frac{\\partial L}{\\partial \\hat y_k} = -\\frac{2 y_k}{K} \\max(0,\\; 1 - y_k \\hat y_k)',
    symbols: ['target', 'prediction', 'outputs'],
    source: HINGE,
  },
  categoricalHinge: {
    latex: 'L = \\max\\bigl(0,\\; 1 + \\max_{k} (1 - y_k)\\, \\hat y_k - \\sum_{k=1}^{K} y_k \\hat y_k \\bigr)',
    gradient:
      '\\frac{\\partial L}{\\partial \\hat y_k} = [\\, L > 0 \\,] \\bigl( [\\, k = \\arg\\max_j (1 - y_j) \\hat y_j \\,] (1 - y_k) - y_k \\bigr)',
    symbols: ['target', 'prediction', 'outputs'],
    source:
      'K. Crammer, Y. Singer, On the Algorithmic Implementation of Multiclass Kernel-based Vector Machines, JMLR 2, 2001',
  },
  kullbackLeiblerDivergence: {
    latex: 'L = \\sum_{k=1}^{K} y_k \\ln \\frac{y_k}{p_k}',
    gradient: '\\frac{\\partial L}{\\partial p_k} = -\\frac{y_k}{p_k}',
    symbols: ['target', 'probability', 'outputs'],
    source: 'S. Kullback, R. A. Leibler, On Information and Sufficiency, Annals of Mathematical Statistics 22, 1951',
  },
  poisson: {
    latex: 'L = \\frac{1}{K} \\sum_{k=1}^{K} \\bigl( \\hat y_k - y_k \\ln \\hat y_k \\bigr)',
    gradient: '\\frac{\\partial L}{\\partial \\hat y_k} = \\frac{1}{K} \\Bigl( 1 - \\frac{y_k}{\\hat y_k} \\Bigr)',
    symbols: ['target', 'prediction', 'outputs'],
    source: 'J. A. Nelder, R. W. M. Wedderburn, Generalized Linear Models, JRSS A 135, 1972',
  },
  binaryFocalCrossentropy: {
    latex:
      'L = -\\frac{1}{K} \\sum_{k=1}^{K} (1 - p_{t,k})^{\\gamma} \\bigl( \\tilde y_k \\ln p_k + (1 - \\tilde y_k) \\ln (1 - p_k) \\bigr) \\qquad p_{t,k} = \\tilde y_k p_k + (1 - \\tilde y_k)(1 - p_k)',
    gradient:
      '\\frac{\\partial L}{\\partial z_k} = \\frac{2 y_k - 1}{K} (1 - p_{t,k})^{\\gamma} \\bigl( \\gamma\\, p_{t,k} \\ln p_{t,k} + p_{t,k} - 1 \\bigr) \\qquad (\\varepsilon = 0)',
    symbols: ['target', 'smoothedTarget', 'labelSmoothing', 'probability', 'logit', 'focusing', 'outputs'],
    source: FOCAL,
  },
  categoricalFocalCrossentropy: {
    latex:
      'L = -\\alpha \\sum_{k=1}^{K} (1 - p_k)^{\\gamma}\\, \\tilde y_k \\ln p_k \\qquad \\alpha = \\tfrac14, \\quad \\tilde y_k = (1 - \\varepsilon)\\, y_k + \\tfrac{\\varepsilon}{K}, \\quad p_k = \\frac{e^{z_k}}{\\sum_{j} e^{z_j}}',
    gradient:
      '\\frac{\\partial L}{\\partial p_k} = \\alpha\\, \\tilde y_k (1 - p_k)^{\\gamma - 1} \\Bigl( \\gamma \\ln p_k - \\frac{1 - p_k}{p_k} \\Bigr)',
    symbols: [
      'target',
      'smoothedTarget',
      'labelSmoothing',
      'probability',
      'logit',
      'focusing',
      'classShare',
      'outputs',
    ],
    source: FOCAL,
  },
};

/** What Adam and its kin have in common. */
const ADAM_SYMBOLS: readonly SymbolName[] = [
  'weights',
  'gradient',
  'learningRate',
  'beta1',
  'beta2',
  'stability',
  'step',
  'firstMoment',
];

/** Every optimizer's step, with gradient g and learning rate η. Slots begin at 0 unless said. */
export const OPTIMIZER_FORMULAS: Readonly<Record<OptimizerName, Formula>> = {
  sgd: {
    latex:
      '\\begin{aligned} v_t &= \\mu v_{t-1} - \\eta g_t \\\\ \\theta_t &= \\theta_{t-1} + v_t & \\text{(Nesterov: } + \\mu v_t - \\eta g_t \\text{)} \\end{aligned}',
    gradient: null,
    symbols: ['weights', 'gradient', 'learningRate', 'momentum', 'velocity', 'step'],
    source:
      'H. Robbins, S. Monro, A Stochastic Approximation Method, 1951; B. T. Polyak, 1964; I. Sutskever et al., On the Importance of Initialization and Momentum, ICML 2013',
  },
  rmsprop: {
    latex:
      '\\begin{aligned} v_t &= \\rho v_{t-1} + (1 - \\rho) g_t^2 \\\\ \\bar g_t &= \\rho \\bar g_{t-1} + (1 - \\rho) g_t \\\\ m_t &= \\mu m_{t-1} + \\frac{\\eta\\, g_t}{\\sqrt{v_t + \\epsilon}} & \\text{(centered: } \\sqrt{v_t - \\bar g_t^2 + \\epsilon} \\text{)} \\\\ \\theta_t &= \\theta_{t-1} - m_t \\end{aligned}',
    gradient: null,
    symbols: [
      'weights',
      'gradient',
      'learningRate',
      'rho',
      'momentum',
      'secondMoment',
      'meanGradient',
      'stability',
      'step',
    ],
    source:
      'T. Tieleman, G. Hinton, Lecture 6.5: RMSProp, Coursera, 2012; A. Graves, Generating Sequences with RNNs, 2013',
  },
  adagrad: {
    latex:
      '\\begin{aligned} a_t &= a_{t-1} + g_t^2 \\\\ \\theta_t &= \\theta_{t-1} - \\frac{\\eta\\, g_t}{\\sqrt{a_t + \\epsilon}} \\end{aligned}',
    gradient: null,
    symbols: ['weights', 'gradient', 'learningRate', 'accumulator', 'stability', 'step'],
    source: 'J. Duchi, E. Hazan, Y. Singer, Adaptive Subgradient Methods, JMLR 12, 2011',
  },
  adadelta: {
    latex:
      '\\begin{aligned} a_t &= \\rho a_{t-1} + (1 - \\rho) g_t^2 \\\\ \\Delta_t &= -\\frac{\\sqrt{d_{t-1} + \\epsilon}}{\\sqrt{a_t + \\epsilon}}\\, g_t \\\\ d_t &= \\rho d_{t-1} + (1 - \\rho) \\Delta_t^2 \\\\ \\theta_t &= \\theta_{t-1} + \\eta \\Delta_t \\end{aligned}',
    gradient: null,
    symbols: ['weights', 'gradient', 'learningRate', 'rho', 'accumulator', 'updateAverage', 'stability', 'step'],
    source: 'M. D. Zeiler, ADADELTA: An Adaptive Learning Rate Method, 2012',
  },
  adam: {
    latex:
      '\\begin{aligned} m_t &= \\beta_1 m_{t-1} + (1 - \\beta_1) g_t \\\\ v_t &= \\beta_2 v_{t-1} + (1 - \\beta_2) g_t^2 \\\\ \\theta_t &= \\theta_{t-1} - \\eta\\, \\frac{\\sqrt{1 - \\beta_2^t}}{1 - \\beta_1^t}\\, \\frac{m_t}{\\sqrt{v_t} + \\epsilon} & \\text{(AMSGrad: } \\max_{s \\le t} v_s \\text{)} \\end{aligned}',
    gradient: null,
    symbols: [...ADAM_SYMBOLS, 'secondMoment'],
    source: `${ADAM}; S. J. Reddi, S. Kale, S. Kumar, On the Convergence of Adam and Beyond, ICLR 2018`,
  },
  adamax: {
    latex:
      '\\begin{aligned} m_t &= \\beta_1 m_{t-1} + (1 - \\beta_1) g_t \\\\ u_t &= \\max(\\beta_2 u_{t-1}, \\lvert g_t \\rvert) \\\\ \\theta_t &= \\theta_{t-1} - \\frac{\\eta}{1 - \\beta_1^t}\\, \\frac{m_t}{u_t + \\epsilon} \\end{aligned}',
    gradient: null,
    symbols: [...ADAM_SYMBOLS, 'infinityNorm'],
    source: `${ADAM}, §7.1`,
  },
  adamw: {
    latex:
      '\\begin{aligned} \\theta_{t}^{\\prime} &= \\theta_{t-1} - \\eta \\lambda\\, \\theta_{t-1} \\\\ m_t &= \\beta_1 m_{t-1} + (1 - \\beta_1) g_t \\\\ v_t &= \\beta_2 v_{t-1} + (1 - \\beta_2) g_t^2 \\\\ \\theta_t &= \\theta_{t}^{\\prime} - \\eta\\, \\frac{\\sqrt{1 - \\beta_2^t}}{1 - \\beta_1^t}\\, \\frac{m_t}{\\sqrt{v_t} + \\epsilon} \\end{aligned}',
    gradient: null,
    symbols: [...ADAM_SYMBOLS, 'secondMoment', 'weightDecay'],
    source: 'I. Loshchilov, F. Hutter, Decoupled Weight Decay Regularization, ICLR 2019',
  },
  nadam: {
    latex:
      '\\begin{aligned} \\mu_t &= \\beta_1 (1 - \\tfrac12\\, 0.96^{t}) \\\\ m_t &= \\beta_1 m_{t-1} + (1 - \\beta_1) g_t \\\\ v_t &= \\beta_2 v_{t-1} + (1 - \\beta_2) g_t^2 \\\\ \\hat m_t &= \\frac{\\mu_{t+1}\\, m_t}{1 - \\prod_{s \\le t+1} \\mu_s} + \\frac{(1 - \\mu_t)\\, g_t}{1 - \\prod_{s \\le t} \\mu_s} \\\\ \\theta_t &= \\theta_{t-1} - \\frac{\\eta\\, \\hat m_t}{\\sqrt{v_t / (1 - \\beta_2^t)} + \\epsilon} \\end{aligned}',
    gradient: null,
    symbols: [...ADAM_SYMBOLS, 'secondMoment', 'momentum'],
    source: 'T. Dozat, Incorporating Nesterov Momentum into Adam, ICLR Workshop 2016',
  },
};

/** Every schedule after its warm-up, t counted from its end. */
export const SCHEDULE_FORMULAS: Readonly<Record<ScheduleSpec['kind'], Formula>> = {
  constant: {
    latex: '\\eta_t = \\eta_0',
    gradient: null,
    symbols: ['learningRate', 'initialRate', 'step'],
    source: 'H. Robbins, S. Monro, A Stochastic Approximation Method, 1951',
  },
  step: {
    latex: '\\eta_t = \\eta_0\\, q^{\\lfloor t / s \\rfloor}',
    gradient: null,
    symbols: ['learningRate', 'initialRate', 'decayFactor', 'stepsPerDecay', 'step'],
    source: 'A. Krizhevsky, I. Sutskever, G. Hinton, ImageNet Classification with Deep CNNs, NeurIPS 2012',
  },
  exponential: {
    latex: '\\eta_t = \\eta_0\\, q^{\\,t / s}',
    gradient: null,
    symbols: ['learningRate', 'initialRate', 'decayFactor', 'stepsPerDecay', 'step'],
    source: 'Y. Bengio, Practical Recommendations for Gradient-Based Training of Deep Architectures, 2012',
  },
  cosine: {
    latex: '\\eta_t = \\eta_0 \\Bigl( \\alpha + (1 - \\alpha)\\, \\frac{1 + \\cos(\\pi t / T)}{2} \\Bigr)',
    gradient: null,
    symbols: ['learningRate', 'initialRate', 'rateFloor', 'totalSteps', 'step'],
    source: 'I. Loshchilov, F. Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, ICLR 2017',
  },
  reduceOnPlateau: {
    latex:
      '\\eta_{n+1} = \\begin{cases} \\max(q\\, \\eta_n,\\, \\eta_{\\min}) & \\text{no better loss for a while} \\\\ \\eta_n & \\text{otherwise} \\end{cases}',
    gradient: null,
    symbols: ['learningRate', 'decayFactor', 'minimumRate', 'epoch'],
    source: 'F. Chollet et al., Keras: ReduceLROnPlateau, 2015',
  },
};

/** The linear warm-up that any schedule may begin with. */
export const WARMUP_FORMULA: Formula = {
  latex: '\\eta_t = \\eta_0\\, \\frac{t}{w} \\qquad t < w',
  gradient: null,
  symbols: ['learningRate', 'initialRate', 'warmupSteps', 'step'],
  source: 'P. Goyal et al., Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour, 2017',
};

/** Every way to clip a gradient. */
export const GRADIENT_CLIP_FORMULAS: Readonly<Record<GradientClip['kind'], Formula>> = {
  none: {
    latex: 'g \\leftarrow g',
    gradient: null,
    symbols: ['gradient'],
    source: 'A.-L. Cauchy, Méthode générale pour la résolution des systèmes d’équations simultanées, 1847',
  },
  value: {
    latex: 'g \\leftarrow \\max(-c, \\min(c, g))',
    gradient: null,
    symbols: ['gradient', 'limit'],
    source: 'T. Mikolov, Statistical Language Models Based on Neural Networks, 2012',
  },
  norm: {
    latex:
      'g \\leftarrow g \\cdot \\min\\Bigl(1, \\frac{c}{\\lVert g \\rVert_2}\\Bigr) \\quad \\text{per weight tensor}',
    gradient: null,
    symbols: ['gradient', 'limit'],
    source: 'R. Pascanu, T. Mikolov, Y. Bengio, On the Difficulty of Training Recurrent Neural Networks, ICML 2013',
  },
  globalNorm: {
    latex:
      'g \\leftarrow g \\cdot \\min\\Bigl(1, \\frac{c}{\\lVert (g_1, g_2, \\dots) \\rVert_2}\\Bigr) \\quad \\text{over all weights}',
    gradient: null,
    symbols: ['gradient', 'limit'],
    source: 'R. Pascanu, T. Mikolov, Y. Bengio, On the Difficulty of Training Recurrent Neural Networks, ICML 2013',
  },
};
