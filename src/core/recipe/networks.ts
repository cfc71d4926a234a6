import type { Task } from '../preprocessing/preparation.ts';
import type { TrainingSettings } from '../training/settings.ts';
import { describeNetwork, type NetworkDescription } from './describeNetwork.ts';
import { INPUT } from './graph.ts';
import type { LayerSpec } from './layerSpec.ts';
import type {
  Adversarial,
  Autoencoder,
  NetworkRole,
  NetworkSpec,
  Procedure,
  Recipe,
  SizeBindings,
  Translation,
} from './recipe.ts';
import { sizeOf } from './shapes.ts';
import type { Shape } from './sizes.ts';

export interface RoleNetwork {
  readonly role: NetworkRole;
  readonly network: NetworkSpec;
}

/** A network with its sizes worked out for the data and for the networks beside it. */
export interface DescribedNetwork extends RoleNetwork {
  readonly bindings: SizeBindings;
  readonly description: NetworkDescription;
}

/** What can be learnt by each procedure. */
const PROCEDURE_TASKS: Readonly<Record<Procedure['kind'], readonly Task[]>> = {
  supervised: ['binary', 'multiclass', 'multilabel', 'regression'],
  autoencoder: ['reconstruction'],
  gan: ['generation', 'translation'],
};

/** Whether a procedure can do anything with what is asked of the data. */
export function procedureSuits(procedure: Procedure, task: Task): boolean {
  if (procedure.kind === 'gan' && procedure.latent > 0 && task === 'translation') return false;
  return PROCEDURE_TASKS[procedure.kind].includes(task);
}

/** The weight of Isola et al., 2017; and a discriminator that judges pictures alone, as one that nothing more is said of. */
const DEFAULT_TRANSLATION: Translation = { l1Weight: 100, seesSource: false };

/** How a GAN translates; null: it makes samples of random numbers. */
export function translationOf({
  latent,
  translation,
}: Pick<Adversarial, 'latent' | 'translation'>): Translation | null {
  return latent > 0 ? null : (translation ?? DEFAULT_TRANSLATION);
}

/** The channels that a discriminator judges together: of the source where it is shown, of what was made of it, and one a class. */
export function judgedShape({ sample, target }: SizeBindings, translation: Translation | null, classes: number): Shape {
  const made = translation ? target : sample;
  const shown = translation?.seesSource ? (sample.at(-1) ?? 0) : 0;
  return [...made.slice(0, -1), shown + (made.at(-1) ?? 1) + classes];
}

/** The networks of a procedure, what takes the data (or the noise) first. */
export function networksOf(procedure: Procedure): readonly RoleNetwork[] {
  switch (procedure.kind) {
    case 'supervised':
      return [{ role: 'model', network: procedure.model }];
    case 'autoencoder':
      return [
        { role: 'encoder', network: procedure.encoder },
        { role: 'decoder', network: procedure.decoder },
      ];
    case 'gan':
      return [
        { role: 'generator', network: procedure.generator },
        { role: 'discriminator', network: procedure.discriminator },
      ];
  }
}

/** The network that takes the data's samples. */
export function dataNetworkOf(procedure: Procedure): NetworkSpec {
  switch (procedure.kind) {
    case 'supervised':
      return procedure.model;
    case 'autoencoder':
      return procedure.encoder;
    case 'gan':
      return procedure.discriminator;
  }
}

/** All layers of a procedure's networks: their ids differ. */
export function allLayers(procedure: Procedure): readonly LayerSpec[] {
  return networksOf(procedure).flatMap(({ network }) => network.layers);
}

/** The network that has a layer. */
export function roleOfLayer(procedure: Procedure, layerId: string): NetworkRole | null {
  const found = networksOf(procedure).find(({ network }) => network.layers.some(({ id }) => id === layerId));
  return found?.role ?? null;
}

/** A procedure with one of its networks changed; the same where it has none for that role. */
export function editNetwork(
  procedure: Procedure,
  role: NetworkRole,
  edit: (network: NetworkSpec) => NetworkSpec,
): Procedure {
  switch (procedure.kind) {
    case 'supervised':
      return role === 'model' ? { ...procedure, model: edit(procedure.model) } : procedure;
    case 'autoencoder':
      if (role === 'encoder') return { ...procedure, encoder: edit(procedure.encoder) };
      return role === 'decoder' ? { ...procedure, decoder: edit(procedure.decoder) } : procedure;
    case 'gan':
      if (role === 'generator') return { ...procedure, generator: edit(procedure.generator) };
      return role === 'discriminator' ? { ...procedure, discriminator: edit(procedure.discriminator) } : procedure;
  }
}

/**
 * Encoder and decoder as one network. Layers of the decoder that take its input take the encoder's output. Of a
 * variational one it is what a code of two halves would go through: the halving is not among the layers.
 */
export function chainNetworks({ encoder, decoder }: Pick<Autoencoder, 'encoder' | 'decoder'>): NetworkSpec {
  const code = encoder.layers.at(-1)?.id ?? INPUT;
  const decoding = decoder.layers.map((layer) =>
    layer.inputs ? { ...layer, inputs: layer.inputs.map((id) => (id === INPUT ? code : id)) } : layer,
  );
  return { inputShape: encoder.inputShape, layers: [...encoder.layers, ...decoding] };
}

/** What the code between encoder and decoder looks like; half of what a variational encoder gives. */
export function codeShape(encoded: Shape, { variational }: Pick<Autoencoder, 'variational'>): Shape {
  return variational ? [...encoded.slice(0, -1), Math.ceil((encoded.at(-1) ?? 1) / 2)] : encoded;
}

/** Every network of a recipe with the sizes that it has on this data. */
export function describeNetworks(
  {
    procedure,
    training,
  }: Pick<Recipe, 'procedure'> & {
    readonly training: Pick<TrainingSettings, 'optimizer' | 'batchSize'>;
  },
  data: SizeBindings,
): readonly DescribedNetwork[] {
  const describe = (role: NetworkRole, network: NetworkSpec, bindings: SizeBindings): DescribedNetwork => ({
    role,
    network,
    bindings,
    description: describeNetwork(network, bindings, training),
  });
  switch (procedure.kind) {
    case 'supervised':
      return [describe('model', procedure.model, data)];
    case 'autoencoder': {
      const encoder = describe('encoder', procedure.encoder, data);
      const code = sizeOf(codeShape(encoder.description.outputShape, procedure));
      return [encoder, describe('decoder', procedure.decoder, { ...data, code })];
    }
    case 'gan': {
      const classes = procedure.conditional ? (data.classes ?? 0) : 0;
      const judged = judgedShape(data, translationOf(procedure), classes);
      const code = procedure.latent > 0 ? { code: procedure.latent + classes } : {};
      return [
        describe('generator', procedure.generator, { ...data, ...code }),
        describe('discriminator', procedure.discriminator, { ...data, sample: judged, target: [1] }),
      ];
    }
  }
}
