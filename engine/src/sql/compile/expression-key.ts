/** When two expressions are the same computation, wherever they stand in the script. */
import type { Expression } from '../bind/expression.ts';

/** A text that is equal for expressions that compute the same, and different otherwise. */
export function expressionKey(expression: Expression): string {
  return JSON.stringify(expression, (name, value: unknown) => {
    if (name === 'span' || name === 'name') return undefined;
    if (typeof value === 'bigint') return { bigint: String(value) };
    if (value instanceof Map) return { map: Array.from(value) };
    return value instanceof Uint8Array ? { bytes: Array.from(value) } : value;
  });
}
