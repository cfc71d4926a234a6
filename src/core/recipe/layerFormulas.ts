import type { Formula } from '../training/formula.ts';
import type { LayerType } from './layerSpec.ts';

const LECUN_CONV = 'Y. LeCun et al., Gradient-Based Learning Applied to Document Recognition, Proc. IEEE 86, 1998';
const KERAS = 'F. Chollet et al., Keras, 2015';

const MAX_POOLING: Formula = {
  latex: 'y_{p,c} = \\max_{d \\in \\Omega} x_{s p + d,\\, c} \\qquad \\text{(global: over all positions)}',
  gradient:
    '\\frac{\\partial L}{\\partial x_{q,c}} = \\sum_p \\Bigl[\\, q = \\operatorname*{arg\\,max}_{d \\in \\Omega} x_{s p + d,\\, c} \\,\\Bigr] \\frac{\\partial L}{\\partial y_{p,c}}',
  symbols: ['input', 'output', 'position', 'offset', 'channel', 'stride', 'poolWindow', 'loss'],
  source: 'K. Yamaguchi et al., A Neural Network for Speaker-Independent Isolated Word Recognition, ICSLP 1990',
};

const AVERAGE_POOLING: Formula = {
  latex:
    'y_{p,c} = \\frac{1}{\\lvert \\Omega \\rvert} \\sum_{d \\in \\Omega} x_{s p + d,\\, c} \\qquad \\text{(global: over all positions)}',
  gradient:
    '\\frac{\\partial L}{\\partial x_{q,c}} = \\frac{1}{\\lvert \\Omega \\rvert} \\sum_{s p + d = q} \\frac{\\partial L}{\\partial y_{p,c}}',
  symbols: ['input', 'output', 'position', 'offset', 'channel', 'stride', 'poolWindow', 'loss'],
  source: LECUN_CONV,
};

/** What every layer computes, and what it hands back: the loss's derivative by its input (and weights). */
export const LAYER_FORMULAS: Readonly<Record<LayerType, Formula>> = {
  dense: {
    latex: 'y = \\phi(z), \\qquad z = x W + b',
    gradient:
      '\\delta = \\frac{\\partial L}{\\partial y} \\odot \\phi^{\\prime}(z), \\quad \\frac{\\partial L}{\\partial W} = x^{\\top} \\delta, \\quad \\frac{\\partial L}{\\partial b} = \\delta, \\quad \\frac{\\partial L}{\\partial x} = \\delta\\, W^{\\top}',
    symbols: ['input', 'output', 'kernel', 'bias', 'activation', 'loss'],
    source:
      'D. E. Rumelhart, G. E. Hinton, R. J. Williams, Learning Representations by Back-propagating Errors, Nature 323, 1986',
  },
  activation: {
    latex: 'y = \\phi(x)',
    gradient: '\\frac{\\partial L}{\\partial x} = \\frac{\\partial L}{\\partial y} \\odot \\phi^{\\prime}(x)',
    symbols: ['input', 'output', 'activation', 'loss'],
    source:
      'D. E. Rumelhart, G. E. Hinton, R. J. Williams, Learning Representations by Back-propagating Errors, Nature 323, 1986',
  },
  leakyReLU: {
    latex: 'y = \\max(x, \\alpha x)',
    gradient:
      '\\frac{\\partial L}{\\partial x} = \\frac{\\partial L}{\\partial y} \\cdot \\begin{cases} 1 & x > 0 \\\\ \\alpha & x \\le 0 \\end{cases}',
    symbols: ['input', 'output', 'leak', 'loss'],
    source: 'A. L. Maas, A. Y. Hannun, A. Y. Ng, Rectifier Nonlinearities Improve Neural Network Acoustic Models, 2013',
  },
  dropout: {
    latex:
      'y = \\frac{r \\odot x}{1 - p}, \\quad r_i \\sim \\operatorname{Bernoulli}(1 - p) \\qquad \\text{predicting: } y = x',
    gradient: '\\frac{\\partial L}{\\partial x} = \\frac{r}{1 - p} \\odot \\frac{\\partial L}{\\partial y}',
    symbols: ['input', 'output', 'mask', 'dropRate', 'loss'],
    source: 'N. Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting, JMLR 15, 2014',
  },
  gaussianNoise: {
    latex: 'y = x + n, \\quad n_i \\sim \\mathcal{N}(0, \\sigma^2) \\qquad \\text{predicting: } y = x',
    gradient: '\\frac{\\partial L}{\\partial x} = \\frac{\\partial L}{\\partial y}',
    symbols: ['input', 'output', 'noise', 'loss'],
    source: 'C. M. Bishop, Training with Noise is Equivalent to Tikhonov Regularization, Neural Computation 7, 1995',
  },
  batchNormalization: {
    latex:
      'y = \\gamma\\, \\hat x + \\beta, \\qquad \\hat x = \\frac{x - \\mu_B}{\\sqrt{\\sigma_B^2 + \\epsilon}} \\qquad \\text{predicting: running averages of } \\mu_B, \\sigma_B^2',
    gradient:
      '\\frac{\\partial L}{\\partial x} = \\frac{\\gamma}{\\sqrt{\\sigma_B^2 + \\epsilon}} \\Bigl( \\frac{\\partial L}{\\partial y} - \\overline{\\tfrac{\\partial L}{\\partial y}} - \\hat x\\, \\overline{\\tfrac{\\partial L}{\\partial y} \\hat x} \\Bigr) \\quad \\text{(means over the batch)}',
    symbols: ['input', 'output', 'batchMean', 'batchVariance', 'scale', 'shift', 'stability', 'loss'],
    source: 'S. Ioffe, C. Szegedy, Batch Normalization, ICML 2015',
  },
  layerNormalization: {
    latex:
      'y = \\gamma \\odot \\hat x + \\beta, \\qquad \\hat x = \\frac{x - \\mu}{\\sqrt{\\sigma^2 + \\epsilon}} \\quad \\text{(mean and variance over the features of one row)}',
    gradient:
      '\\frac{\\partial L}{\\partial x} = \\frac{1}{\\sqrt{\\sigma^2 + \\epsilon}} \\bigl( d - \\overline{d} - \\hat x\\, \\overline{d\\, \\hat x} \\bigr), \\quad d = \\gamma \\odot \\frac{\\partial L}{\\partial y} \\quad \\text{(means over the features)}',
    symbols: ['input', 'output', 'rowMean', 'rowVariance', 'scale', 'shift', 'stability', 'loss'],
    source: 'J. L. Ba, J. R. Kiros, G. E. Hinton, Layer Normalization, 2016',
  },
  spatialDropout: {
    latex:
      'y_{p,c} = \\frac{r_c\\, x_{p,c}}{1 - p}, \\quad r_c \\sim \\operatorname{Bernoulli}(1 - p) \\qquad \\text{predicting: } y = x',
    gradient: '\\frac{\\partial L}{\\partial x_{p,c}} = \\frac{r_c}{1 - p} \\frac{\\partial L}{\\partial y_{p,c}}',
    symbols: ['input', 'output', 'mask', 'channel', 'dropRate', 'loss'],
    source: 'J. Tompson et al., Efficient Object Localization Using Convolutional Networks, CVPR 2015',
  },
  flatten: {
    latex: 'y = \\operatorname{vec}(x)',
    gradient: '\\frac{\\partial L}{\\partial x} = \\operatorname{vec}^{-1} \\frac{\\partial L}{\\partial y}',
    symbols: ['input', 'output', 'loss'],
    source: LECUN_CONV,
  },
  reshape: {
    latex: '\\operatorname{vec}(y) = \\operatorname{vec}(x)',
    gradient:
      '\\operatorname{vec} \\frac{\\partial L}{\\partial x} = \\operatorname{vec} \\frac{\\partial L}{\\partial y}',
    symbols: ['input', 'output', 'loss'],
    source: KERAS,
  },
  repeatVector: {
    latex: 'y_t = x \\quad \\text{for every } t',
    gradient: '\\frac{\\partial L}{\\partial x} = \\sum_t \\frac{\\partial L}{\\partial y_t}',
    symbols: ['input', 'output', 'timeStep', 'loss'],
    source: 'I. Sutskever, O. Vinyals, Q. V. Le, Sequence to Sequence Learning with Neural Networks, NeurIPS 2014',
  },
  conv1d: {
    latex: 'y_{t,k} = \\phi(z_{t,k}), \\qquad z_{t,k} = \\sum_{d} \\sum_{c} W_{d,c,k}\\, x_{s t + d,\\, c} + b_k',
    gradient:
      '\\delta = \\frac{\\partial L}{\\partial y} \\odot \\phi^{\\prime}(z), \\quad \\frac{\\partial L}{\\partial W_{d,c,k}} = \\sum_t \\delta_{t,k}\\, x_{s t + d,\\, c}, \\quad \\frac{\\partial L}{\\partial x_{q,c}} = \\sum_{s t + d = q} \\sum_k W_{d,c,k}\\, \\delta_{t,k}',
    symbols: [
      'input',
      'output',
      'timeStep',
      'offset',
      'channel',
      'filter',
      'stride',
      'kernel',
      'bias',
      'activation',
      'loss',
    ],
    source: 'A. Waibel et al., Phoneme Recognition Using Time-Delay Neural Networks, IEEE Trans. ASSP 37, 1989',
  },
  conv2d: {
    latex: 'y_{p,k} = \\phi(z_{p,k}), \\qquad z_{p,k} = \\sum_{d} \\sum_{c} W_{d,c,k}\\, x_{s p + d,\\, c} + b_k',
    gradient:
      '\\delta = \\frac{\\partial L}{\\partial y} \\odot \\phi^{\\prime}(z), \\quad \\frac{\\partial L}{\\partial W_{d,c,k}} = \\sum_p \\delta_{p,k}\\, x_{s p + d,\\, c}, \\quad \\frac{\\partial L}{\\partial x_{q,c}} = \\sum_{s p + d = q} \\sum_k W_{d,c,k}\\, \\delta_{p,k}',
    symbols: [
      'input',
      'output',
      'position',
      'offset',
      'channel',
      'filter',
      'stride',
      'kernel',
      'bias',
      'activation',
      'loss',
    ],
    source: LECUN_CONV,
  },
  separableConv2d: {
    latex: 'y_{p,k} = \\phi \\Bigl( \\sum_c W_{c,k} \\sum_d D_{d,c}\\, x_{s p + d,\\, c} + b_k \\Bigr)',
    gradient:
      '\\delta = \\frac{\\partial L}{\\partial y} \\odot \\phi^{\\prime}, \\quad \\frac{\\partial L}{\\partial W_{c,k}} = \\sum_p \\delta_{p,k} \\sum_d D_{d,c}\\, x_{s p + d,\\, c}, \\quad \\frac{\\partial L}{\\partial D_{d,c}} = \\sum_p x_{s p + d,\\, c} \\sum_k W_{c,k}\\, \\delta_{p,k}',
    symbols: [
      'input',
      'output',
      'position',
      'offset',
      'channel',
      'filter',
      'stride',
      'depthwiseKernel',
      'kernel',
      'bias',
      'activation',
      'loss',
    ],
    source: 'F. Chollet, Xception: Deep Learning with Depthwise Separable Convolutions, CVPR 2017',
  },
  depthwiseConv2d: {
    latex: 'y_{p,c} = \\phi \\Bigl( \\sum_{d} D_{d,c}\\, x_{s p + d,\\, c} + b_c \\Bigr)',
    gradient:
      '\\delta = \\frac{\\partial L}{\\partial y} \\odot \\phi^{\\prime}, \\quad \\frac{\\partial L}{\\partial D_{d,c}} = \\sum_p \\delta_{p,c}\\, x_{s p + d,\\, c}, \\quad \\frac{\\partial L}{\\partial x_{q,c}} = \\sum_{s p + d = q} D_{d,c}\\, \\delta_{p,c}',
    symbols: [
      'input',
      'output',
      'position',
      'offset',
      'channel',
      'stride',
      'depthwiseKernel',
      'bias',
      'activation',
      'loss',
    ],
    source: 'L. Sifre, S. Mallat, Rigid-Motion Scattering for Texture Classification, 2014',
  },
  conv2dTranspose: {
    latex: 'y_{q,k} = \\phi \\Bigl( \\sum_{s p + d = q} \\sum_c W_{d,k,c}\\, x_{p,c} + b_k \\Bigr)',
    gradient:
      '\\delta = \\frac{\\partial L}{\\partial y} \\odot \\phi^{\\prime}, \\quad \\frac{\\partial L}{\\partial W_{d,k,c}} = \\sum_p \\delta_{s p + d,\\, k}\\, x_{p,c}, \\quad \\frac{\\partial L}{\\partial x_{p,c}} = \\sum_d \\sum_k W_{d,k,c}\\, \\delta_{s p + d,\\, k}',
    symbols: [
      'input',
      'output',
      'position',
      'offset',
      'channel',
      'filter',
      'stride',
      'kernel',
      'bias',
      'activation',
      'loss',
    ],
    source: 'V. Dumoulin, F. Visin, A Guide to Convolution Arithmetic for Deep Learning, 2016',
  },
  maxPooling1d: MAX_POOLING,
  maxPooling2d: MAX_POOLING,
  globalMaxPooling1d: MAX_POOLING,
  globalMaxPooling2d: MAX_POOLING,
  averagePooling1d: AVERAGE_POOLING,
  averagePooling2d: AVERAGE_POOLING,
  globalAveragePooling1d: AVERAGE_POOLING,
  globalAveragePooling2d: AVERAGE_POOLING,
  upSampling2d: {
    latex:
      'y_{q,c} = x_{\\lfloor q / s \\rfloor,\\, c} \\qquad \\text{or, bilinear, a mean of the four nearest by distance}',
    gradient:
      '\\frac{\\partial L}{\\partial x_{p,c}} = \\sum_{\\lfloor q / s \\rfloor = p} \\frac{\\partial L}{\\partial y_{q,c}}',
    symbols: ['input', 'output', 'position', 'channel', 'stride', 'loss'],
    source: 'A. Odena, V. Dumoulin, C. Olah, Deconvolution and Checkerboard Artifacts, Distill 2016',
  },
  embedding: {
    latex: 'y_t = E_{w_t}',
    gradient: '\\frac{\\partial L}{\\partial E_v} = \\sum_{w_t = v} \\frac{\\partial L}{\\partial y_t}',
    symbols: ['output', 'timeStep', 'token', 'embeddingMatrix', 'loss'],
    source: 'Y. Bengio et al., A Neural Probabilistic Language Model, JMLR 3, 2003',
  },
  simpleRNN: {
    latex: 'h_t = \\phi(x_t W + h_{t-1} U + b)',
    gradient:
      '\\delta_t = \\Bigl( \\frac{\\partial L}{\\partial h_t} + \\delta_{t+1} U^{\\top} \\Bigr) \\odot \\phi^{\\prime}, \\quad \\frac{\\partial L}{\\partial W} = \\sum_t x_t^{\\top} \\delta_t, \\quad \\frac{\\partial L}{\\partial U} = \\sum_t h_{t-1}^{\\top} \\delta_t',
    symbols: ['input', 'state', 'timeStep', 'kernel', 'recurrentKernel', 'bias', 'activation', 'loss'],
    source: 'J. L. Elman, Finding Structure in Time, Cognitive Science 14, 1990',
  },
  lstm: {
    latex:
      '\\begin{aligned} i_t, f_t, o_t &= \\sigma(x_t W_{i,f,o} + h_{t-1} U_{i,f,o} + b_{i,f,o}) \\\\ c_t &= f_t \\odot c_{t-1} + i_t \\odot \\phi(x_t W_c + h_{t-1} U_c + b_c) \\\\ h_t &= o_t \\odot \\phi(c_t) \\end{aligned}',
    gradient:
      '\\frac{\\partial L}{\\partial c_t} = \\frac{\\partial L}{\\partial h_t} \\odot o_t \\odot \\phi^{\\prime}(c_t) + \\frac{\\partial L}{\\partial c_{t+1}} \\odot f_{t+1}',
    symbols: [
      'input',
      'state',
      'cellState',
      'inputGate',
      'forgetGate',
      'outputGate',
      'timeStep',
      'kernel',
      'recurrentKernel',
      'bias',
      'activation',
      'loss',
    ],
    source:
      'S. Hochreiter, J. Schmidhuber, Long Short-Term Memory, Neural Computation 9, 1997; F. A. Gers et al., 2000',
  },
  gru: {
    latex:
      '\\begin{aligned} z_t, r_t &= \\sigma(x_t W_{z,r} + h_{t-1} U_{z,r} + b_{z,r}) \\\\ \\tilde h_t &= \\phi(x_t W_h + (r_t \\odot h_{t-1}) U_h + b_h) \\\\ h_t &= z_t \\odot h_{t-1} + (1 - z_t) \\odot \\tilde h_t \\end{aligned}',
    gradient:
      '\\frac{\\partial L}{\\partial h_{t-1}} = \\frac{\\partial L}{\\partial h_t} \\odot z_t + \\bigl( \\delta^{h}_t U_h^{\\top} \\bigr) \\odot r_t + \\delta^{z}_t U_z^{\\top} + \\delta^{r}_t U_r^{\\top}',
    symbols: [
      'input',
      'state',
      'updateGate',
      'resetGate',
      'candidate',
      'timeStep',
      'kernel',
      'recurrentKernel',
      'bias',
      'activation',
      'loss',
    ],
    source: 'K. Cho et al., Learning Phrase Representations Using RNN Encoder-Decoder, EMNLP 2014',
  },
  levelLinear: {
    latex: 'y = \\operatorname{vec}(x_t - x_T)\\, W + b + x_{T,f}',
    gradient:
      '\\frac{\\partial L}{\\partial W} = \\operatorname{vec}(x_t - x_T)^{\\top} \\frac{\\partial L}{\\partial y}, \\quad \\frac{\\partial L}{\\partial b} = \\frac{\\partial L}{\\partial y}',
    symbols: ['input', 'output', 'timeStep', 'kernel', 'bias', 'loss'],
    source: 'A. Zeng et al., Are Transformers Effective for Time Series Forecasting? (NLinear), AAAI 2023',
  },
  attentionPooling: {
    latex: 'y = \\sum_t a_t\\, x_t, \\qquad a_t = \\frac{e^{x_t W + b}}{\\sum_{\\tau} e^{x_{\\tau} W + b}}',
    gradient:
      '\\frac{\\partial L}{\\partial x_t} = a_t \\frac{\\partial L}{\\partial y} + a_t \\Bigl( (x_t - y) \\cdot \\frac{\\partial L}{\\partial y} \\Bigr) W^{\\top}',
    symbols: ['input', 'output', 'attention', 'timeStep', 'kernel', 'bias', 'loss'],
    source:
      'D. Bahdanau, K. Cho, Y. Bengio, Neural Machine Translation by Jointly Learning to Align and Translate, ICLR 2015',
  },
  add: {
    latex: 'y = \\sum_n x^{(n)}',
    gradient: '\\frac{\\partial L}{\\partial x^{(n)}} = \\frac{\\partial L}{\\partial y}',
    symbols: ['input', 'output', 'loss'],
    source: 'K. He et al., Deep Residual Learning for Image Recognition, CVPR 2016',
  },
  multiply: {
    latex: 'y = \\prod_n x^{(n)}',
    gradient:
      '\\frac{\\partial L}{\\partial x^{(n)}} = \\frac{\\partial L}{\\partial y} \\odot \\prod_{m \\ne n} x^{(m)}',
    symbols: ['input', 'output', 'loss'],
    source: 'J. Hu, L. Shen, G. Sun, Squeeze-and-Excitation Networks, CVPR 2018',
  },
  concatenate: {
    latex: 'y = \\bigl[ x^{(1)},\\; x^{(2)},\\; \\dots \\bigr]',
    gradient:
      '\\frac{\\partial L}{\\partial x^{(n)}} = \\text{the part of } \\frac{\\partial L}{\\partial y} \\text{ that came from } x^{(n)}',
    symbols: ['input', 'output', 'loss'],
    source: 'O. Ronneberger, P. Fischer, T. Brox, U-Net, MICCAI 2015',
  },
};
