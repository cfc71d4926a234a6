export const NETWORK_VIEWS = ['list', 'diagram'] as const;
export type NetworkView = (typeof NETWORK_VIEWS)[number];

const STORAGE_KEY = 'lathe.networkView';

/** Whether networks are shown as a list or as a diagram: remembered on this machine. */
class NetworkViewChoice {
  choice = $state<NetworkView>(NETWORK_VIEWS.find((view) => view === readRemembered()) ?? 'list');

  choose(choice: NetworkView): void {
    this.choice = choice;
    try {
      localStorage.setItem(STORAGE_KEY, choice);
    } catch {
      // Without local storage the choice holds until the page is closed.
    }
  }
}

function readRemembered(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

export const networkView = new NetworkViewChoice();
