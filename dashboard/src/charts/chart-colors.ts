/** The theme's colours as a canvas needs them: read from the style sheet, so that there is one palette. */

export interface ChartColors {
  readonly bar: string;
  readonly line: string;
  readonly area: string;
  readonly ghost: string;
  readonly grid: string;
  readonly text: string;
  readonly font: string;
}

export function chartColors(): ChartColors {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    bar: color('bar'),
    line: color('accent'),
    area: color('area'),
    ghost: color('ghost'),
    grid: color('line'),
    text: color('ink-3'),
    font: `11px ${getComputedStyle(document.body).fontFamily}`,
  };
}
