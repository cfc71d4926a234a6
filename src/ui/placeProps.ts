import type { PickedFile } from '../protocol/dataContract.ts';
import type { ProjectSession } from '../services/projectSession.svelte.ts';

/** What the shell gives each of the five places. */
export interface PlaceProps {
  readonly session: ProjectSession;
  /** The files that this project was made for by a drop on the landing page: once, null afterwards. The Data place imports them. */
  readonly takeIncomingFiles: () => readonly PickedFile[] | null;
}
