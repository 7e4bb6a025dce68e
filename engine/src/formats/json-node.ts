/** JSON text as a tree that still knows how its numbers were written, by JSON.parse. */

/** A number together with its digits as they stand in the text, for what a double cannot carry: 0.10, 1e400. */
export class JsonNumber {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** Numbers are plain in a quick parse and JsonNumber in an exact one. */
export type JsonNode = null | boolean | number | string | JsonNumber | readonly JsonNode[] | JsonObject;
export type JsonObject = { readonly [name: string]: JsonNode };

/** @throws SyntaxError */
export function parseJson(text: string): JsonNode {
  return JSON.parse(text) as JsonNode;
}

/** Every number comes with its source. Several times slower than a quick parse. @throws SyntaxError, RangeError */
export function parseJsonExactly(text: string): JsonNode {
  return JSON.parse(text, keepSource) as JsonNode;
}

function keepSource(this: unknown, _key: string, value: JsonNode, context?: { readonly source?: string }): JsonNode {
  return typeof value === 'number' ? new JsonNumber(context?.source ?? String(value)) : value;
}

/** A JsonNumber is an object to JavaScript, but not to JSON. */
export function isObject(node: JsonNode): node is JsonObject {
  return typeof node === 'object' && node !== null && !Array.isArray(node) && !(node instanceof JsonNumber);
}

export function isArray(node: JsonNode): node is readonly JsonNode[] {
  return Array.isArray(node);
}
