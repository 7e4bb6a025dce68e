/** The colours of what stands beside each other in a chart: read from the style sheet, so that there is one palette. */

/** As many as can be told apart; what is beyond them, and `null`, is grey. */
const SERIES = 7;

/** The class and the name of the colour of the one in this place. */
export function seriesName(name: string | null, index: number): string {
  return name === null || index >= SERIES ? 'series-rest' : `series-${index + 1}`;
}

export function seriesColor(name: string | null, index: number): string {
  return colorNamed(seriesName(name, index));
}

export function colorNamed(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Slanted lines, so that what does not stand is told apart without its colour. */
export function hatching(color: string): CanvasPattern | string {
  const tile = document.createElement('canvas');
  const size = 6 * devicePixelRatio;
  tile.width = size;
  tile.height = size;
  const pen = tile.getContext('2d');
  if (!pen) return color;
  pen.strokeStyle = color;
  pen.lineWidth = 1.3 * devicePixelRatio;
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift, size);
    pen.lineTo(shift + size, 0);
  }
  pen.stroke();
  return pen.createPattern(tile, 'repeat') ?? color;
}
