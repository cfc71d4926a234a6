/** Browsers stop growing an element somewhere past this height (Firefox at 17.9 million pixels); longer tables are scrolled in proportion. */
const MAX_HEIGHT_PX = 12_000_000;

export interface RowWindow {
  /** First row in view and the one after the last, with a margin either side. */
  readonly start: number;
  readonly end: number;
  /** Where the first of them is drawn, in px from the top of the scrolled content. */
  readonly offsetPx: number;
  /** Height of the scrolled content. */
  readonly heightPx: number;
}

/** Which rows of a table of equal rows are in view, for a scroll position. */
export function visibleRows(
  rowCount: number,
  rowHeightPx: number,
  scrollTopPx: number,
  viewHeightPx: number,
  margin = 8,
): RowWindow {
  const fullHeight = rowCount * rowHeightPx;
  const heightPx = Math.min(fullHeight, MAX_HEIGHT_PX);
  const travel = Math.max(0, heightPx - viewHeightPx);
  const fullTravel = Math.max(0, fullHeight - viewHeightPx);
  const scroll = Math.min(Math.max(0, scrollTopPx), travel);
  // Where the view would be if the content had its full height, and how far that is from where it is.
  const fullScroll = travel > 0 ? (scroll / travel) * fullTravel : 0;
  const start = Math.max(0, Math.floor(fullScroll / rowHeightPx) - margin);
  const end = Math.min(rowCount, Math.ceil((fullScroll + viewHeightPx) / rowHeightPx) + margin);
  return { start, end, offsetPx: start * rowHeightPx - fullScroll + scroll, heightPx };
}

/** The scroll position at which a row is wholly in view, as near to the present one as possible. */
export function scrollToRow(
  row: number,
  rowCount: number,
  rowHeightPx: number,
  scrollTopPx: number,
  viewHeightPx: number,
): number {
  const fullHeight = rowCount * rowHeightPx;
  const travel = Math.max(0, Math.min(fullHeight, MAX_HEIGHT_PX) - viewHeightPx);
  const fullTravel = Math.max(0, fullHeight - viewHeightPx);
  if (travel === 0) return 0;
  const fullScroll = (scrollTopPx / travel) * fullTravel;
  const top = row * rowHeightPx;
  const wanted = Math.min(top, Math.max(fullScroll, top + rowHeightPx - viewHeightPx));
  return (Math.min(wanted, fullTravel) / fullTravel) * travel;
}
