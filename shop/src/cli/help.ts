/** The help texts, made from the commands' own descriptions; they fit a terminal 80 columns wide. */
import type { Command } from './command.ts';
import type { Flag } from './flag.ts';

const WIDTH = 80;

/** One line a command. */
export function overview(commands: readonly Command[], program = 'millrace'): string {
  const rows = commands.map((command): [string, string] => [`${command.name} ${command.operands}`, command.about]);
  const more = `'${program} COMMAND --help' says more.`;
  return [`Usage: ${program} COMMAND [flags]`, '', ...table(rows), '', more].join('\n');
}

export function commandHelp(command: Command, program = 'millrace'): string {
  const rows = Object.entries(command.flags).map(([name, flag]): [string, string] => [
    flag.type === 'string' ? `--${name} ${flag.value ?? 'TEXT'}` : `--${name}`,
    describeFlag(flag),
  ]);
  const words = [`Usage: ${program}`, command.name, command.operands, rows.length > 0 ? '[flags]' : ''];
  const usage = words.filter((word) => word !== '').join(' ');
  return [usage, '', ...wrap(command.about, WIDTH), ...(rows.length > 0 ? ['', ...table(rows)] : [])].join('\n');
}

function describeFlag(flag: Flag): string {
  return flag.default === undefined ? flag.about : `${flag.about} (default: ${flag.default})`;
}

function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  const left = Math.min(30, Math.max(...rows.map(([term]) => term.length)) + 4);
  return rows.flatMap(([term, about]) => {
    const lines = wrap(about, WIDTH - left).map((line) => ' '.repeat(left) + line);
    const [first = '', ...more] = lines;
    const name = `  ${term}`;
    // A term that is too long for its column has a line of its own.
    return name.length < left ? [name.padEnd(left) + first.slice(left), ...more] : [name, ...lines];
  });
}

/** Lines of at most that many characters, broken between words. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
