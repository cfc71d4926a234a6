/** Words about pictures, in every place. */
export const images = {
  datasetName: 'Pictures',
  section: 'Pictures',
  importing: (name: string) => `Importing the pictures of ${name}`,
  filesDone: (done: string, total: string) => `${done} of ${total} files`,
  collecting: 'Listing the files',
  importTitle: (n: string) => `${n} files with pictures`,
  replaceText:
    'The pictures become this project’s data, and the preparation is suggested anew. Finished runs keep the data they were trained on.',
  importAction: 'Import',
  cancel: 'Choose others',
  leftOut: (n: string) => `Files left out: ${n}. The import report names each with its reason.`,
  reportFiles: (n: string) => `Files left out: ${n}`,
  moreFiles: (n: string) => `and ${n} more`,
  faults: {
    empty: 'the file is empty',
    notAPicture: 'it is not a picture (PNG, JPEG, WebP, AVIF, BMP, GIF or TIFF)',
    damaged: 'the picture is damaged or cut off',
    tooLarge: 'it has more than 100 million pixels',
    unsupportedTiff: 'this kind of TIFF cannot be read: save it uncompressed, LZW or ZIP, 8 or 16 bit, upright',
    unreadable: 'its bytes could not be read',
  },
  gallery: {
    label: 'Pictures',
    shown: (shown: string, all: string) => `${shown} of ${all} pictures`,
    classFilter: 'Class',
    partFilter: 'Part',
    everyClass: 'Every class',
    everyPart: 'Every part',
    noClass: 'no class',
    classCount: (label: string, n: string) => `${label} (${n})`,
    picture: (name: string, label: string) => `${name}, ${label}`,
    empty: 'No picture meets these filters.',
  },
};

export type ImagesMessages = typeof images;
