/** A dry run's report for a terminal 80 columns wide. */
import type { DryRunReport, FeedProblem } from '../sources/csv/dry-run-feed.ts';

const WIDTH = 80;
const SHOWN_EVENTS = 3;

export function describeDryRun(report: DryRunReport): readonly string[] {
  const { file, encoding, delimiter, rows, good, bad, events, problems, moreProblems } = report;
  const { otherColumns, absentColumns } = report;
  const about = `${file}: ${encoding}, ${JSON.stringify(delimiter)} between ${report.columns.length} columns`;
  return [
    ...folded(about, 0),
    ...(otherColumns.length > 0 ? folded(`not in the mapping: ${otherColumns.join(', ')}`, 0) : []),
    ...(absentColumns.length > 0 ? folded(`not in the file: ${absentColumns.join(', ')}`, 0) : []),
    '',
    ...(events.length > 0 ? ['The first events:'] : []),
    ...events.slice(0, SHOWN_EVENTS).flatMap((event) => folded(JSON.stringify(event), 2)),
    ...(problems.length > 0 ? ['', 'Problems:'] : []),
    ...problems.flatMap(problemLines),
    ...(moreProblems > 0 ? [`  and at least ${moreProblems} more kinds`] : []),
    '',
    `${rows} rows: ${good} would be sent as good events, ${bad} have problems`,
  ];
}

function problemLines({ code, path, message, rows, lines }: FeedProblem): readonly string[] {
  const first = lines.join(', ') + (rows > lines.length ? ' …' : '');
  const where = lines.length === 0 ? '' : `  ${rows} ${rows === 1 ? 'row' : 'rows'}, line ${first}`;
  return [...folded(`${code}  ${path || '(row)'}${where}`, 2), ...folded(message, 6)];
}

/** In lines that fit, broken at spaces and commas where that is possible. */
function folded(text: string, indent: number): readonly string[] {
  const width = WIDTH - indent;
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const cut = Math.max(rest.lastIndexOf(' ', width - 1), rest.lastIndexOf(',', width - 1)) + 1;
    const end = cut > width / 2 ? cut : width;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end);
  }
  return [...lines, rest].map((line) => ' '.repeat(indent) + line);
}
