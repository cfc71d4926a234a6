import { AppError, Cancelled } from '../shared/appError.ts';
import { explainError } from '../messages/explainError.ts';
import { toasts } from '../ui/kit/toasts.svelte.ts';
import { describeBug, type Bug } from './bug.ts';

/** The state of the page itself: network, a newer version, and bugs that nothing else has caught. */
class PageStatus {
  isOffline = $state(!navigator.onLine);
  /** Reloads into the newer version; null where there is none. */
  applyUpdate = $state.raw<(() => void) | null>(null);
  bug = $state.raw<Bug | null>(null);

  /** The site's files are stored, so that the page works without a network. */
  get isStored(): boolean {
    return 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null;
  }

  start(): () => void {
    const listeners = new AbortController();
    const { signal } = listeners;
    addEventListener('online', () => (this.isOffline = false), { signal });
    addEventListener('offline', () => (this.isOffline = true), { signal });
    addEventListener('error', ({ error, message }) => this.report(error ?? message), { signal });
    addEventListener('unhandledrejection', ({ reason }) => this.report(reason), { signal });
    return () => listeners.abort();
  }

  /** Failures of the table are told in their own words; anything else is a bug. */
  report(error: unknown): void {
    if (error instanceof Cancelled || isHarmless(error)) return;
    if (error instanceof AppError) {
      const { what, next } = explainError(error);
      toasts.show({ tone: 'bad', title: what, text: next });
      return;
    }
    this.bug = describeBug(error);
  }
}

/** Chrome reports this as an error where a resize observer's own change asks for another round. Nothing is wrong then. */
function isHarmless(error: unknown): boolean {
  return typeof error === 'string' && error.startsWith('ResizeObserver loop');
}

export const pageStatus = new PageStatus();
