export const shell = {
  tagline: 'Train a neural network on your own table, in this page.',
  skipToContent: 'Skip to content',
  loading: 'Loading…',
  home: 'All projects',

  places: { data: 'Data', model: 'Model', train: 'Train', evaluate: 'Evaluate', use: 'Use' },
  placesLabel: 'Places of this project',
  state: {
    missing: (place: string) => `needs ${place}`,
    ready: 'ready',
    busy: 'working',
    done: 'done',
  },

  projects: {
    title: 'Projects',
    switch: 'Switch project',
    new: 'New project',
    untitled: 'Untitled project',
    name: 'Project name',
    changed: 'Changed',
    created: 'Created',
    open: 'Open',
    rename: 'Rename',
    renameTitle: 'Rename project',
    duplicate: 'Duplicate',
    duplicateName: (name: string) => `${name} (copy)`,
    remove: 'Delete',
    removeTitle: (name: string) => `Delete “${name}”?`,
    removeText:
      'Its runs and trained models go with it, and its data where no other project uses it. This cannot be undone.',
    actions: (name: string) => `Actions for ${name}`,
    none: 'No projects yet. They appear here and stay in this browser.',
    nameNeeded: 'A project needs a name.',
  },

  landing: {
    dropTitle: 'Drop a table or pictures here',
    dropHint:
      'CSV, TSV, Excel, Parquet or NumPy, several files where each is a recording; or a folder or ZIP of pictures, one folder per class. All is read in this browser and sent nowhere.',
    dropButton: 'Choose a file',
    empty: 'Start an empty project',
    samplesTitle: 'Or watch it work on a sample',
    samplesHint: 'Synthetic tables, made in this page. One click loads, builds, trains and evaluates.',
    sampleStart: 'Train',
    sampleStartLabel: (name: string) => `Load and train the sample: ${name}`,
    sampleBusy: 'Making the table…',
    steps: {
      data: 'Read and check a table, choose what to predict',
      model: 'Take a recipe or build the layers yourself',
      train: 'Watch the loss fall, on the GPU where there is one',
      evaluate: 'See how good it is on rows it never saw',
      use: 'Predict new rows, take the model away',
    },
  },

  samples: {
    machineFailure: {
      name: 'Machine failure',
      task: 'Two classes, one of them rare',
      text: 'Will a milling spindle fail within the hour? Torque, speed, temperatures, tool wear.',
    },
    processYield: {
      name: 'Process yield',
      task: 'Regression',
      text: 'How much a batch reactor yields, from temperatures, pressure, feed and catalyst age.',
    },
    steelGrades: {
      name: 'Steel grades',
      task: 'Several classes',
      text: 'Which grade a coil is, from its composition and the temperatures of the mill.',
    },
    boltCircle: {
      name: 'Bolt circle',
      task: 'Generation',
      text: 'Where a worn drill put the eight holes of a flange. Two networks that compete learn to make such positions anew.',
    },
    surfaceDefects: {
      name: 'Surface defects',
      task: 'Pictures, five classes',
      text: 'Which defect a ground surface has: scratch, pit, stain, crack or none, from 40 × 40 pictures with masks of the defects.',
    },
    glyphs: {
      name: 'Written digits',
      task: 'Pictures, ten classes',
      text: 'Which digit was written, from 28 × 28 pictures that a pen might have drawn.',
    },
    noisyParts: {
      name: 'Parts in poor light',
      task: 'Picture to picture',
      text: 'Parts on a belt, 48 × 48 pixels, seen with far too little light. Each comes with its clean picture: a U-Net learns to take the noise away.',
    },
    defectMasks: {
      name: 'Defect masks',
      task: 'Picture to picture',
      text: 'Where a ground surface is scratched, pitted, stained or cracked: a U-Net learns to draw the mask of the defect from 40 × 40 pictures.',
    },
    bearingVibration: {
      name: 'Bearing vibration',
      task: 'Windows over time, four classes',
      text: 'What is wrong with a bearing, from two acceleration channels: convolution over 128 samples.',
    },
    pressCycles: {
      name: 'Press cycles',
      task: 'A label for every step',
      text: 'What a press is doing at every tenth of a second, from position, force and current: a GRU that reads both ways.',
    },
    fleetLife: {
      name: 'Fleet life',
      task: 'Windows over time, remaining life',
      text: 'How many cycles a compressor still has, from the course of seven sensors: a recurrent network.',
    },
    hourlyDemand: {
      name: 'Hourly demand',
      task: 'Forecast, 24 steps',
      text: 'The next day’s electricity demand hour by hour, beside what yesterday’s values would have said.',
    },
    maintenanceNotes: {
      name: 'Maintenance notes',
      task: 'Text, five classes',
      text: 'The cause behind a shift-book note, in English or Chinese: words as learnt vectors.',
    },
  },
  firstRun: 'First run',

  theme: { label: 'Appearance', system: 'As the system', light: 'Light', dark: 'Dark' },
  language: 'Language',

  storage: {
    title: 'Storage in this browser',
    used: (used: string, quota: string) => `${used} of ${quota} used`,
    share: 'Share of the room that the browser gives this site',
    persistent: 'The browser keeps it until you delete it.',
    notPersistent:
      'The browser may clear it when the disk runs short. Ask it to keep the data, and download the models that matter.',
    askPersistence: 'Ask to keep it',
    refused:
      'The browser did not agree. It often does once the site has been bookmarked, installed or used for a while.',
    nearlyFull: 'The room in this browser is nearly used up. Delete projects that are no longer needed.',
  },

  privacy: {
    line: 'Everything stays in this browser',
    title: 'Where your data goes: nowhere',
    text: [
      'Lathe is a static page. It has no server that could receive data, no account and no tracking. Files are read by this page, networks are trained by this machine’s own processor or graphics card, and both are kept in this browser’s own storage (IndexedDB).',
      'Data leaves only when you download it: a model, a table of predictions, a chart.',
    ],
    checkTitle: 'How to check',
    checks: [
      'Open the browser’s developer tools (F12), choose Network, then import and train: only the page’s own files appear.',
      'Pull the network cable once the page and the place you need have loaded: work goes on.',
      'Delete a project, or clear this site’s data in the browser: it is gone, there is no other copy.',
    ],
  },

  notices: {
    offline: 'No network. The page is stored on this machine and goes on working.',
    offlineNotStored:
      'No network. What is open goes on working; places that have not been opened yet may not load until it is back.',
    update: 'A newer version of Lathe is ready.',
    updateAction: 'Reload now',
    trainingElsewhere: (project: string) => `Training goes on in “${project}”`,
  },

  otherTab: {
    title: 'This project is open in another tab',
    text: 'So that neither overwrites what the other does, it can be worked on in one tab at a time. A run that goes on there is stopped and kept when you take over.',
    takeOver: 'Work on it here',
  },

  notFound: {
    project: 'There is no such project in this browser',
    projectHint:
      'It may have been deleted, or made in another browser or profile. Projects are not shared between them.',
    page: 'There is nothing at this address',
    action: 'To all projects',
  },

  loadFailed: {
    title: 'This part of the page could not be loaded',
    hint: 'Most likely the network is gone or the page was updated meanwhile. Nothing is lost.',
    action: 'Try again',
  },

  unexpected: {
    title: 'Something went wrong in Lathe itself',
    what: (message: string) => `An unexpected error: ${message}`,
    next: 'Your data and models are safe. Reload the page; if it happens again, copy the report and send it to whoever runs this site.',
    copy: 'Copy report',
    copied: 'Report copied. It holds the error and the browser’s name, none of your data.',
    reload: 'Reload the page',
    dismiss: 'Go on',
  },

  kit: {
    close: 'Close',
    cancel: 'Cancel',
    stop: 'Stop',
    ok: 'OK',
    more: 'More',
    clear: 'Clear',
    dismiss: 'Dismiss',
    remaining: (duration: string) => `${duration} left`,
    estimating: 'estimating…',
    of: (done: string, total: string) => `${done} of ${total}`,
    sampleSize: (n: string) => `n = ${n}`,
    interval: (low: string, high: string) => `95% interval: ${low} to ${high}`,
    intervalMethods: { clopperPearson: 'Clopper–Pearson', bootstrap: 'bootstrap' },
    notNumber: 'Not a number. Write it as 0.5 or 1e-3.',
    notWhole: 'A whole number is needed.',
    range: (min: string, max: string) => `Between ${min} and ${max}.`,
    atLeast: (min: string) => `At least ${min}.`,
    atMost: (max: string) => `At most ${max}.`,
    needed: 'A value is needed.',
    dropHere: 'Drop it here',
    chooseFolder: 'Choose a folder',
    chooseFile: 'Choose a file',
    loadingRow: 'loading',
    sortBy: (column: string) => `Sort by ${column}`,
    ascending: 'ascending',
    descending: 'descending',
    copyRefused: 'The browser does not let this page write to the clipboard. Select the text and copy it by hand.',
    emptyTable: 'No rows',
    formulaFailed: 'The formula could not be drawn:',
  },

  charts: {
    export: 'Save this chart',
    png: 'Image (PNG)',
    svg: 'Drawing (SVG)',
    csv: 'Numbers (CSV)',
    drawing: 'Drawing…',
    empty: 'Nothing to draw yet',
    failed: 'The chart could not be drawn',
    count: 'Rows',
  },
};

export type ShellMessages = typeof shell;
