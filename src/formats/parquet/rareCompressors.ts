import { decompressBrotli, decompressLz4, decompressLz4Raw, decompressZstd } from 'hyparquet-compressors';
import type { Compressors } from 'hyparquet';

/** Of the compressions that Parquet files have, those that are loaded when a file has one: together they weigh more than the reader itself. */
export const rareCompressors: Compressors = {
  BROTLI: decompressBrotli,
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
  ZSTD: (input) => decompressZstd(input),
};
