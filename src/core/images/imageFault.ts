/** Why a file cannot be taken as a picture. */
export type ImageFault =
  | 'empty'
  | 'notAPicture'
  | 'damaged'
  | 'tooLarge'
  | 'unsupportedTiff'
  | 'unreadable'
  | 'noPicture'
  | 'otherProportions'
  | 'tooNarrow';

/** A file that was left out of an import. */
export interface FileFault {
  readonly path: string;
  readonly fault: ImageFault;
}
