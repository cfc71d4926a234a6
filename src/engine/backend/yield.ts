const channel = new MessageChannel();
const waiting: (() => void)[] = [];

channel.port1.onmessage = () => waiting.shift()?.();

/**
 * Lets the worker's other messages (pause, cancel) be handled, then goes on. A MessageChannel turns some 200,000 times
 * a second, where `requestAnimationFrame`, which tfjs waits on, turns 60 times.
 */
export function yieldToMessages(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });
}
