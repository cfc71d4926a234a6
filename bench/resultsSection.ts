/** A Markdown document with its `## title` section replaced, or appended where it has none. */
export function replaceSection(document: string, title: string, body: string): string {
  const section = `## ${title}\n\n${body.trim()}\n`;
  const sections = document.split(/^(?=## )/m);
  const index = sections.findIndex((each) => each.startsWith(`## ${title}\n`));
  if (index < 0) return document.trim() === '' ? `# Results\n\n${section}` : `${document.trimEnd()}\n\n${section}`;
  const isLast = index === sections.length - 1;
  return sections.with(index, isLast ? section : `${section}\n`).join('');
}
