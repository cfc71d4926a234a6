import { flushSync, mount, unmount, type Component } from 'svelte';
import { onTestFinished } from 'vitest';
import { i18n } from '../../../src/messages/current.svelte.ts';
import '../../../src/ui/kit/base.css';

/** Shows a component in the page until the test is over; English unless the test has loaded another language. */
export async function render<Props extends Record<string, unknown>>(
  component: Component<Props>,
  props: Props,
): Promise<HTMLElement> {
  await i18n.use('en');
  const target = document.createElement('div');
  document.body.append(target);
  const shown = mount(component, { target, props });
  flushSync();
  onTestFinished(async () => {
    await unmount(shown);
    target.remove();
  });
  return target;
}
