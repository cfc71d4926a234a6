export const generation = {
  charts: {
    losses: 'Loss of both networks by epoch',
    lossesAbout:
      'The two pull in opposite directions, so neither loss falls for long. What to look for: both stay within bounds. A discriminator near 0 has won, and the generator learns nothing more from it.',
    generator: 'generator',
    discriminator: 'discriminator',
    accuracy: 'What the discriminator tells apart',
    accuracyAbout:
      'The share of real and of made samples that it takes for what they are, a mean over the epoch. Near one half it cannot tell them apart.',
    real: 'real taken for real',
    made: 'made taken for made',
    diversity: 'Diversity by epoch',
    diversityAbout:
      'The mean distance of two made samples over that of two real ones. 1: as varied as the data. Near 0: the generator makes the same thing whatever it is given.',
    diversityAxis: 'of the data’s own',
    alarmAt: 'alarm',
  },
  live: {
    generatorLoss: 'Generator loss',
    discriminatorLoss: 'Discriminator loss',
    accuracies: 'Told apart',
    accuraciesNote: 'real · made',
    coverage: 'Coverage',
    diversity: 'Diversity',
  },
  collapse: {
    title: 'The generator has collapsed',
    text: (share: string) =>
      `What it makes is ${share} as varied as the data: it gives nearly the same for whatever random numbers it gets. Lower the learning rate, smooth the labels, or take the Wasserstein loss.`,
  },
  snapshots: {
    title: 'What the generator makes',
    note: 'Always of the same random numbers, kept as training goes on.',
    step: 'Step',
    at: (step: string, epoch: string) => `Step ${step}, epoch ${epoch}`,
    play: 'Play',
    stop: 'Stop',
    latest: 'Latest',
    none: 'The first ones appear when training begins.',
  },
  made: {
    real: 'real',
    made: 'made',
    x: 'Across',
    y: 'Up',
    picture: (index: string) => `Made picture ${index}`,
    value: 'value',
    time: 'time',
    sample: (index: string) => `Sample ${index}`,
  },
  report: {
    quality: 'How like the data',
    part: {
      train: 'Compared with training samples: there are too few test samples.',
      validation: 'Compared with validation samples.',
      test: 'Compared with test samples that neither network has seen.',
    },
    coverage: 'Coverage',
    coverageAbout:
      'Real samples with a made one close by, as close as their own 5th neighbour. Data drawn anew would reach about 97 %.',
    diversity: 'Diversity',
    diversityNote: 'of the data’s own',
    frechet: 'Fréchet distance (proxy)',
    frechetNote: (floor: string) => `${floor} between two halves of the real data`,
    embedding: {
      columns:
        'Computed on the prepared columns, not on the features of a trained network: compare it within this data set only.',
      coarseWindow:
        'Computed on windows averaged to at most 16 steps, not on the features of a trained network: compare it within this data set only.',
      coarsePicture:
        'Computed on pictures averaged to at most 8 × 8 cells, not on the features of a trained network: compare it within this data set only.',
    },
    neighbours: 'Made, and the training sample nearest to it',
    neighboursNote: 'A made sample that equals its neighbour was learnt by heart.',
    madeColumn: 'Made',
    nearestColumn: (row: string) => `Row ${row}`,
    distance: 'distance',
    again: 'Other samples',
    judging: 'Making samples and comparing them',
    row: 'Training row',
    nearestHead: 'Nearest',
  },
  way: {
    title: 'From one to another',
    note: 'Samples of random numbers on the way from one seed’s to another’s. Steps that look alike: the space is smooth.',
    from: 'From seed',
    to: 'To seed',
    class: 'Class',
    each: 'One after the other',
  },
  use: {
    title: 'Make samples',
    text: 'The same seed makes the same samples. The file says of each that it is synthetic; brought back into Lathe such samples train, but never validate or test.',
    count: 'How many',
    seed: 'Seed',
    class: 'Class',
    make: 'Make and download',
    making: 'Making samples',
    done: (file: string, size: string) => `${file}, ${size}`,
    look: 'Show a few',
    left: (columns: string) => `Not in the file, because the network’s inputs do not tell them back: ${columns}.`,
  },
  pace: {
    step: 'One step',
    slow: 'Slow motion',
    slowAbout: 'Stands still for half a second after each step.',
  },
};

export type GenerationMessages = typeof generation;
