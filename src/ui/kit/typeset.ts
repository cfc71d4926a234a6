import katex from 'katex';
import 'katex/dist/katex.min.css';

/** A formula as HTML with MathML in it for screen readers. Throws where the TeX is wrong. Imported lazily: KaTeX is large. */
export function typeset(tex: string, displayMode: boolean): string {
  return katex.renderToString(tex, { displayMode, throwOnError: true, strict: 'ignore' });
}
