/** A piece of a SQL file with the lines around it, marked. */
import type { GraphNodeAnswer } from './graph-answer.ts';

interface SqlSourceProps {
  readonly source: GraphNodeAnswer['source'];
  /** The whole file. */
  readonly text: string;
}

/** So much before and after says where in the file one is. */
const LINES_AROUND = 3;

/** The piece may be a whole INSERT: the box scrolls. */
export function SqlSource({ source: { file, line, start, end }, text }: SqlSourceProps) {
  return (
    <figure class="sql-source">
      <figcaption>
        {file}, line {line}
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard. */}
      <pre tabIndex={0}>
        {linesBefore(text, start)}
        <mark>{text.slice(start, end)}</mark>
        {linesAfter(text, end)}
      </pre>
    </figure>
  );
}

/** The lines end where the piece begins, which may be in the middle of one. */
function linesBefore(text: string, start: number): string {
  const lines = text.slice(0, start).split('\n');
  return lines.slice(Math.max(0, lines.length - 1 - LINES_AROUND)).join('\n');
}

function linesAfter(text: string, end: number): string {
  return text
    .slice(end)
    .split('\n', LINES_AROUND + 1)
    .join('\n');
}
