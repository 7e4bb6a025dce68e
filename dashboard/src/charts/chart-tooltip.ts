/** The small card beside the pointer that reads a chart's value. */
import type uPlot from 'uplot';

/** The lines of the card at a data index; none hides it. */
export type TooltipText = (index: number) => readonly string[];

const GAP_PX = 12;

export function chartTooltip(text: TooltipText): uPlot.Plugin {
  const card = document.createElement('div');
  card.className = 'chart-tooltip';
  card.hidden = true;
  return {
    hooks: {
      init: (chart) => chart.over.append(card),
      setCursor: (chart) => {
        const lines = chart.cursor.idx === null || chart.cursor.idx === undefined ? [] : text(chart.cursor.idx);
        card.hidden = lines.length === 0 || (chart.cursor.left ?? -1) < 0;
        if (card.hidden) return;
        card.replaceChildren(...lines.map(textLine));
        place(card, chart);
      },
    },
  };
}

function textLine(text: string): HTMLElement {
  const line = document.createElement('div');
  line.textContent = text;
  return line;
}

function place(card: HTMLElement, chart: uPlot): void {
  const left = chart.cursor.left ?? 0;
  const fits = left + GAP_PX + card.offsetWidth <= chart.over.clientWidth;
  card.style.left = `${fits ? left + GAP_PX : left - GAP_PX - card.offsetWidth}px`;
}
