/** Walks over DuckDB's syntax trees, which are plain JSON. */

export type SyntaxNode = Readonly<Record<string, unknown>>;

/** Every object of the tree, the tree itself included. */
export function* syntaxNodes(tree: unknown): Generator<SyntaxNode> {
  const waiting: unknown[] = [tree];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (Array.isArray(value)) waiting.push(...value);
    if (!isNode(value)) continue;
    yield value;
    for (const inner of Object.values(value)) if (typeof inner === 'object') waiting.push(inner);
  }
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
