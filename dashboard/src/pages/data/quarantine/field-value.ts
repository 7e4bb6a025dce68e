/** What is typed into a field, as a value of JSON. */

/** `12.5`, `true`, `null` and what stands in quotes are themselves; everything else is a text. */
export function typedValue(text: string): unknown {
  const trimmed = text.trim();
  if (!/^(-?\d|true$|false$|null$|["{[])/.test(trimmed)) return text;
  try {
    return JSON.parse(trimmed);
  } catch {
    return text;
  }
}

export function kindOf(value: unknown): string {
  if (value === null) return 'nothing (null)';
  if (Array.isArray(value)) return 'a list';
  const kinds: Readonly<Record<string, string>> = {
    number: 'a number',
    boolean: 'a yes or no',
    string: 'a text',
    object: 'an object',
  };
  return kinds[typeof value] ?? 'a text';
}

/** How a value is typed: a text as it is, unless it would be read as something else. */
export function typedText(value: unknown): string {
  if (typeof value !== 'string') return value === undefined ? '' : JSON.stringify(value);
  return typeof typedValue(value) === 'string' && typedValue(value) === value ? value : JSON.stringify(value);
}

/** The value at a JSON pointer of the text; undefined where there is none. */
export function valueAt(text: string, steps: readonly string[]): unknown {
  try {
    let value: unknown = JSON.parse(text);
    for (const step of steps) {
      if (typeof value !== 'object' || value === null) return undefined;
      value = new Map(Object.entries(value)).get(step);
    }
    return value;
  } catch {
    return undefined;
  }
}
