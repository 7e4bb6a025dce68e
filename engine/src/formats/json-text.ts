/** A JSON tree as compact text, the way Flink (Jackson) gives a nested value to a STRING column. */
import { formatDouble } from '../row/format-floating.ts';
import { isArray, isObject, type JsonNode, JsonNumber } from './json-node.ts';

/** The tree must come from an exact parse: integers keep their digits, other numbers are doubles as Java writes them. */
export function formatJson(node: JsonNode): string {
  if (node instanceof JsonNumber) return formatNumber(node.source);
  if (isArray(node)) return `[${node.map(formatJson).join(',')}]`;
  if (isObject(node)) {
    return `{${Object.entries(node)
      .map(([name, value]) => `${JSON.stringify(name)}:${formatJson(value)}`)
      .join(',')}}`;
  }
  return JSON.stringify(node);
}

function formatNumber(source: string): string {
  return /^-?\d+$/.test(source) ? (source === '-0' ? '0' : source) : formatDouble(Number(source));
}
