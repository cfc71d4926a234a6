import { parseRoute, type Route } from './routes.ts';

/** The route of the address bar, reactive. */
class Router {
  route = $state.raw<Route>({ kind: 'landing' });

  /** Follows the address bar until the function it returns is called. */
  start(): () => void {
    const follow = (): void => {
      this.route = parseRoute(location.hash);
    };
    follow();
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }

  go(href: string): void {
    location.hash = href;
  }

  /** Without a step in the history: for an address that only stands for another one. */
  replace(href: string): void {
    history.replaceState(null, '', href);
    this.route = parseRoute(href);
  }
}

export const router = new Router();
