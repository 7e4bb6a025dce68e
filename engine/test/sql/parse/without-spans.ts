/** Compares trees by what they say, not by where it stood. */

/** A copy of plain data without `span`. */
export function withoutSpans(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSpans);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'span');
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutSpans(inner)]));
}

/** A tree as an outline: one node a line with its scalar parts; absent parts are left out. */
export function outline(value: unknown, depth = 0, label = ''): string {
  const indent = '  '.repeat(depth);
  if (Array.isArray(value)) return value.map((item, index) => outline(item, depth, `${label}[${index}]`)).join('');
  if (typeof value !== 'object' || value === null) return `${indent}${label}: ${JSON.stringify(value)}\n`;
  const entries = Object.entries(value).filter(([key, part]) => key !== 'span' && key !== 'kind' && part !== undefined);
  const scalars = entries.filter(([, part]) => typeof part !== 'object' && part !== false);
  const head = ['kind' in value ? value.kind : '', ...scalars.map(([key, part]) => `${key}=${JSON.stringify(part)}`)];
  const inner = entries.filter(([, part]) => typeof part === 'object');
  return `${indent}${label}: ${head.join(' ')}\n${inner.map(([key, part]) => outline(part, depth + 1, key)).join('')}`;
}
