/**
 * No file needs another that needs it: each can be read, tested and moved by itself. Where the language is recursive the code
 * is, too: an expression holds a query, which holds expressions.
 */
import { describe, expect, it } from 'vitest';
import { neededBy, projectFiles, type SourceFile } from './tidy/source-tree.ts';

const RECURSIVE = /^engine\/src\/sql\/(parse|bind|plan)\//;

const sources = projectFiles(/^((client|engine|shop|dashboard|tracker|aws)\/src|aws\/app)\/.*\.tsx?$/);

/** Ways along imports from a file back to itself, each as it is first met. */
function circles(files: readonly SourceFile[]): readonly string[] {
  const needs = new Map(files.map((file) => [file.path, neededBy(file)]));
  const done = new Set<string>();
  const found: string[] = [];
  const follow = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path);
    if (start >= 0) found.push([...way.slice(start), path].join(' -> '));
    if (start >= 0 || done.has(path)) return;
    for (const next of needs.get(path) ?? []) follow(next, [...way, path]);
    done.add(path);
  };
  for (const { path } of files) follow(path, []);
  return found;
}

function file(path: string, text: string): SourceFile {
  return { path, text, lines: text.split('\n') };
}

describe('files that need each other', () => {
  it('are none, but for what is recursive', () => {
    expect(circles(sources.filter(({ path }) => !RECURSIVE.test(path)))).toEqual([]);
  });

  it('are seen when there are some, and types make none', () => {
    const first = file('shop/src/a.ts', "import { b } from './b.ts';\n");
    const second = file('shop/src/b.ts', "import { type D, c } from './c.ts';\n");
    const third = file('shop/src/c.ts', "export * from './a.ts';\n");
    const typed = file('shop/src/c.ts', "import type { A } from './a.ts';\nimport { type B } from './b.ts';\n");
    expect(circles([first, second, third])).toEqual([
      'shop/src/a.ts -> shop/src/b.ts -> shop/src/c.ts -> shop/src/a.ts',
    ]);
    expect(circles([first, second, typed])).toEqual([]);
  });
});
