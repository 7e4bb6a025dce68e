/** The commands of a page, with the answers that it shows: lines that begin with `$ `, go on with `> `, and what follows. */

export interface GuideStep {
  readonly command: string;
  /** What the page shows as its answer; empty when it shows none. */
  readonly answer: string;
}

const INDENT = '    ';

export function guideSteps(page: string): readonly GuideStep[] {
  const steps: { command: string; answer: string }[] = [];
  for (const line of page.split('\n')) {
    if (!line.startsWith(INDENT)) continue;
    const text = line.slice(INDENT.length);
    const last = steps.at(-1);
    if (text.startsWith('$ ')) steps.push({ command: text.slice(2), answer: '' });
    else if (last && text.startsWith('>')) last.command += `\n${text.slice(2)}`;
    else if (last) last.answer += `${text}\n`;
  }
  return steps;
}

/** Whether an output is what the page shows, but for spaces, rules of tables, and what `…` stands for. */
export function fits(output: string, answer: string): boolean {
  const bare = (text: string) => text.replace(/[\s─]+/g, '');
  const parts = bare(answer)
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(bare(output));
}
