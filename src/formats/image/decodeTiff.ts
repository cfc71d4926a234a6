import { decode, type TiffIfd } from 'tiff';
import type { RgbaPicture } from '../../core/images/fitImage.ts';
import { UnreadableImage } from './decodeImage.ts';

const PALETTE = 3;

/**
 * The first picture of a TIFF file: 1, 8 or 16 bits, grey, colour or palette. 16 bits stay 16 bits; all else becomes 8.
 * @throws UnreadableImage
 */
export function decodeTiff(bytes: Uint8Array): RgbaPicture {
  const page = readFirstPage(bytes);
  const { width, height, samplesPerPixel, bitsPerSample, data, type, palette } = page;
  if (data instanceof Float32Array || data instanceof Float64Array || ![1, 8, 16].includes(bitsPerSample)) {
    throw new UnreadableImage('unsupportedTiff');
  }
  const colours = samplesPerPixel - (page.alpha ? 1 : 0);
  const isDeep = bitsPerSample === 16 && type !== PALETTE;
  const most = isDeep ? 65_535 : 255;
  const scale = most / (2 ** bitsPerSample - 1);
  const pixels = isDeep ? new Uint16Array(width * height * 4) : new Uint8ClampedArray(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const from = pixel * samplesPerPixel;
    const read = (channel: number): number => (data[from + channel] ?? 0) * scale;
    const colour =
      type === PALETTE ? (palette?.[data[from] ?? 0] ?? []).map((value) => value / 257) : [read(0), read(1), read(2)];
    const isGrey = type !== PALETTE && colours < 3;
    for (let channel = 0; channel < 3; channel++) pixels[pixel * 4 + channel] = colour[isGrey ? 0 : channel] ?? 0;
    pixels[pixel * 4 + 3] = page.alpha ? read(samplesPerPixel - 1) : most;
  }
  return { width, height, data: pixels };
}

function readFirstPage(bytes: Uint8Array): TiffIfd {
  try {
    const [page] = decode(bytes, { pages: [0] });
    if (page) return page;
  } catch (error) {
    throw new UnreadableImage('unsupportedTiff', { cause: error });
  }
  throw new UnreadableImage('unsupportedTiff');
}
