import type { ProjectSession } from '../services/projectSession.svelte.ts';

/** What the shell gives each of the five places. */
export interface PlaceProps {
  readonly session: ProjectSession;
  /** The file that this project was made for by a drop on the landing page: once, null afterwards. The Data place imports it. */
  readonly takeIncomingFile: () => File | null;
}
