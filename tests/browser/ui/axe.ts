import axe from 'axe-core';
import { expect } from 'vitest';

/** Fails with what axe-core finds wrong under WCAG 2.2 A and AA and its best practices, and where. */
export async function expectAccessible(root: Element = document.body): Promise<void> {
  // A colour on its way from one theme to the other is not what anybody reads.
  const transitions = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
  await Promise.allSettled(transitions.map(({ finished }) => finished));
  const { violations } = await axe.run(root, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules: {
      // Rules about a page as a whole, which a component on its own is not.
      region: { enabled: root === document.documentElement },
      'page-has-heading-one': { enabled: root === document.documentElement },
      'landmark-one-main': { enabled: root === document.documentElement },
    },
  });
  expect(
    violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}\n  ${nodes.map(({ html, failureSummary }) => `${html}\n  ${failureSummary ?? ''}`).join('\n  ')}`,
    ),
  ).toEqual([]);
}
