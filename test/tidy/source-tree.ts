/** The project's own source files, parsed once, for the tests that hold the house rules. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

export interface SourceFile {
  /** Relative to the project's root. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
}

export interface FunctionShape {
  readonly path: string;
  readonly line: number;
  readonly name: string;
  readonly lines: number;
  readonly parameters: number;
}

interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [property: string]: unknown;
}

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

/** Every text file that is committed or about to be, and matches `pattern`. */
export function projectFiles(pattern: RegExp): readonly SourceFile[] {
  const listing = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' });
  return listing
    .split('\0')
    .filter((path) => pattern.test(path))
    .flatMap((path) => readIfPresent(path));
}

/** A file that is staged for deletion is listed but no longer there. */
function readIfPresent(path: string): readonly SourceFile[] {
  try {
    const text = readFileSync(join(root, path), 'utf8');
    return [{ path, text, lines: text.split('\n') }];
  } catch {
    return [];
  }
}

/** All functions of a file, nested ones too, with their length in lines and their number of parameters. */
export function functionShapes(file: SourceFile): readonly FunctionShape[] {
  const shapes: FunctionShape[] = [];
  walk(parseFile(file), '', (node, name) => {
    if (FUNCTIONS.has(node.type) && node.body) shapes.push(shapeOf(file, node, name));
  });
  return shapes;
}

/** The names that a file exports, types too. */
export function exportedNames(file: SourceFile): readonly string[] {
  return [
    ...file.text.matchAll(/^export (?:abstract |async )?(?:function\*?|class|const|interface|type|let) (\w+)/gm),
    ...file.text.matchAll(/^export (?:type )?\{ ?(\w+)/gm),
  ].map((match) => match[1] ?? '');
}

/** The relative modules that a file imports, resolved against the root, and the packages it imports. */
export function importsOf(file: SourceFile): readonly string[] {
  const specifiers = [...file.text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*['"]([^'"]+)['"]/g)];
  const dynamic = [...file.text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)];
  return [...specifiers, ...dynamic].map((match) => resolveImport(file.path, match[1] ?? ''));
}

/** The modules that a file needs to run: those of which it takes only types are left out. */
export function neededBy(file: SourceFile): readonly string[] {
  const imports = file.text.matchAll(/(?:^|\n)\s*(?:import|export)\b([^;'"]*?)from\s*['"]([^'"]+)['"]/g);
  const needed = [...imports].filter(([, names = '']) => !isOfTypes(names.trim()));
  return needed.map(([, , specifier = '']) => resolveImport(file.path, specifier));
}

function isOfTypes(names: string): boolean {
  if (names.startsWith('type ')) return true;
  const list = /^\{(.*)\}$/s.exec(names)?.[1];
  return list?.split(',').every((name) => /^\s*(type |$)/.test(name)) ?? false;
}

function resolveImport(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return relative(root, join(root, dirname(from), specifier));
  const workspace = /^@millrace\/(client|engine|shop|aws)\/(.*)$/.exec(specifier);
  return workspace ? `${workspace[1]}/src/${workspace[2]}` : specifier;
}

function parseFile(file: SourceFile): SyntaxNode {
  const { program, errors } = parseSync(file.path, file.text);
  if (errors.length > 0) throw new Error(`${file.path} does not parse: ${errors[0]?.message}`);
  return program as unknown as SyntaxNode;
}

function shapeOf(file: SourceFile, node: SyntaxNode, name: string): FunctionShape {
  const line = lineAt(file, node.start);
  const parameters = Array.isArray(node.params) ? node.params.length : 0;
  return { path: file.path, line, name: name || '(anonymous)', lines: lineAt(file, node.end) - line + 1, parameters };
}

function lineAt(file: SourceFile, offset: number): number {
  return file.text.slice(0, offset).split('\n').length;
}

/** Visits every node; `name` is that of the closest declaration, property or variable around it. */
function walk(node: SyntaxNode, name: string, visit: (node: SyntaxNode, name: string) => void): void {
  const own = nameOf(node) ?? name;
  visit(node, own);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isSyntaxNode(child)) walk(child, own, visit);
    }
  }
}

function nameOf(node: SyntaxNode): string | undefined {
  const holder = (node.id ?? node.key) as { name?: unknown } | null | undefined;
  return typeof holder?.name === 'string' ? holder.name : undefined;
}

function isSyntaxNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
