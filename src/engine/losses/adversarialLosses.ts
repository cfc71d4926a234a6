import {
  add,
  grad,
  mean,
  mul,
  neg,
  reshape,
  softplus,
  sqrt,
  square,
  sub,
  sum,
  type Scalar,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { AdversarialLoss } from '../../core/recipe/recipe.ts';

/** Weight of the gradient penalty. Source: I. Gulrajani et al., "Improved Training of Wasserstein GANs", 2017. */
const PENALTY = 10;

interface AdversarialRule {
  /** From the discriminator's logits (or scores) for real and for made samples; `smoothing` lowers the target for real ones. */
  readonly discriminator: (real: Tensor, made: Tensor, smoothing: number) => Scalar;
  /** From the discriminator's logits for made samples. */
  readonly generator: (made: Tensor) => Scalar;
}

const scalarMean = (values: Tensor): Scalar => mean<Scalar>(values);

/** Adversarial losses. Sources: I. Goodfellow et al., 2014 (non-saturating); X. Mao et al., 2017; M. Arjovsky et al., 2017. */
export const ADVERSARIAL_RULES: Readonly<Record<AdversarialLoss, AdversarialRule>> = {
  nonSaturating: {
    discriminator: (real, made, smoothing) =>
      add(scalarMean(sub(softplus(real), mul(real, 1 - smoothing))), scalarMean(softplus(made))),
    generator: (made) => scalarMean(softplus(neg(made))),
  },
  leastSquares: {
    discriminator: (real, made, smoothing) =>
      mul(add(scalarMean(square(sub(real, 1 - smoothing))), scalarMean(square(made))), 0.5),
    generator: (made) => mul(scalarMean(square(sub(made, 1))), 0.5),
  },
  wassersteinGradientPenalty: {
    discriminator: (real, made) => sub(scalarMean(made), scalarMean(real)),
    generator: (made) => neg(scalarMean(made)),
  },
};

/**
 * λ·mean (‖∇D(x)‖ - 1)² over samples x, where D is the mean of what the critic gives for patches of x. To be called where the critic's weights are differentiated: the gradient is then one
 * of second order, which tfjs takes through the gradients of the layers that `hasSecondOrder` names, on every backend.
 * @param points - between real and made samples, [batch, …]
 */
export function gradientPenalty(critic: (batch: Tensor) => Tensor, points: Tensor): Scalar {
  const [rows = 1] = points.shape;
  const slopes = grad((batch: Tensor) => {
    const scores = critic(batch);
    return scores.size === rows ? sum(scores) : mul(mean(scores), rows);
  })(points);
  const lengths = sqrt(add(sum(square(reshape(slopes, [rows, -1])), 1), 1e-12));
  return mul<Scalar>(scalarMean(square(sub(lengths, 1))), PENALTY);
}
