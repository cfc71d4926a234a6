export interface Toast {
  readonly id: number;
  readonly tone: 'info' | 'good' | 'warn' | 'bad';
  readonly title?: string | undefined;
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

const SHOWN_MS = 6000;

/** Short messages about what has just happened. Failures stay until they are dismissed; the rest go by themselves. */
class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #nextId = 1;

  show(toast: Omit<Toast, 'id'>): number {
    const id = this.#nextId++;
    this.list = [...this.list.filter((each) => each.text !== toast.text), { ...toast, id }];
    if (toast.tone !== 'bad' && !toast.action) setTimeout(() => this.dismiss(id), SHOWN_MS);
    return id;
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
