/** JSON text laid out line by line, with the lines of one place in it marked. */

export interface JsonLine {
  readonly text: string;
  readonly isMarked: boolean;
}

export interface JsonLayout {
  readonly lines: readonly JsonLine[];
  /** Whether the place is there; else what would hold it is marked. */
  readonly isFound: boolean;
  /** False for what is no JSON: then the lines are those of the text. */
  readonly isJson: boolean;
}

/** @param pointer RFC 6901; '' marks nothing, for it means all of it. */
export function jsonLayout(text: string, pointer = ''): JsonLayout {
  const parsed = parse(text);
  if (parsed === undefined) return { lines: plainLines(text), isFound: false, isJson: false };
  const steps = stepsOf(pointer);
  const held = depthThatIsThere(parsed.value, steps);
  const printer = new Printer(steps.slice(0, held));
  printer.print(parsed.value, { indent: '', before: '', after: '', path: [] });
  return { lines: printer.lines, isFound: held === steps.length, isJson: true };
}

interface Place {
  readonly indent: string;
  /** What stands in front of the value: its name. */
  readonly before: string;
  /** The comma behind it. */
  readonly after: string;
  readonly path: readonly string[];
}

class Printer {
  readonly lines: JsonLine[] = [];
  readonly #marked: readonly string[];

  constructor(marked: readonly string[]) {
    this.#marked = marked;
  }

  print(value: unknown, place: Place): void {
    const { indent, before, after } = place;
    const members = membersOf(value);
    if (members === undefined || members.length === 0) {
      this.#add(`${indent}${before}${JSON.stringify(value)}${after}`, place);
      return;
    }
    const [opening, closing] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
    this.#add(`${indent}${before}${opening}`, place);
    members.forEach(([name, member], index) => {
      this.print(member, {
        indent: `${indent}  `,
        before: Array.isArray(value) ? '' : `${JSON.stringify(name)}: `,
        after: index < members.length - 1 ? ',' : '',
        path: [...place.path, name],
      });
    });
    this.#add(`${indent}${closing}${after}`, place);
  }

  /** The place itself and everything in it. */
  #add(text: string, { path }: Place): void {
    const isMarked = this.#marked.length > 0 && this.#marked.every((step, index) => path[index] === step);
    this.lines.push({ text, isMarked });
  }
}

function membersOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (Array.isArray(value)) return value.map((member, index) => [String(index), member]);
  return typeof value === 'object' && value !== null ? Object.entries(value) : undefined;
}

function depthThatIsThere(value: unknown, steps: readonly string[]): number {
  let present = value;
  for (const [depth, step] of steps.entries()) {
    const member = membersOf(present)?.find(([name]) => name === step);
    if (member === undefined) return depth;
    present = member[1];
  }
  return steps.length;
}

export function stepsOf(pointer: string): readonly string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function plainLines(text: string): readonly JsonLine[] {
  return text.split('\n').map((line) => ({ text: line, isMarked: false }));
}
