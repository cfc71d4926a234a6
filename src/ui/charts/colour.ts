type Rgb = readonly [number, number, number];

/** Reads what `getComputedStyle` gives: `rgb(11, 99, 126)`. Black where it is anything else. */
export function parseRgb(colour: string): Rgb {
  const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return [r, g, b];
}

/** The colour `ratio` of the way between two, as ECharts' visual map mixes them. */
export function mix(from: string, to: string, ratio: number): string {
  const [a, b] = [parseRgb(from), parseRgb(to)];
  const channel = (at: 0 | 1 | 2): number => Math.round(a[at] + (b[at] - a[at]) * ratio);
  return `rgb(${channel(0)}, ${channel(1)}, ${channel(2)})`;
}

/** Contrast of two colours, 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(parseRgb(one)), luminance(parseRgb(other))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Whichever ink reads better on a background. */
export function inkOn(background: string, inks: readonly [string, string]): string {
  return contrast(background, inks[0]) >= contrast(background, inks[1]) ? inks[0] : inks[1];
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb;
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

function linear(channel: number): number {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}
