/**
 * Scripts of statements that are refused. `refused/<topic>.sql` has tables and views up to the line `-- refused:`, and
 * after it statements that are tried one by one. A comment `-- Millrace only: why` before a statement says that Flink
 * runs it and Millrace, on purpose, does not.
 *
 * `refused/golden/<topic>.txt` has two lines for each: what Millrace says, and what Flink says.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MillraceError } from '../../src/errors/millrace-error.ts';
import { withInputs } from './sql-case.ts';
import { runPrinting } from './three-ways.ts';

const folder = fileURLToPath(new URL('refused/', import.meta.url));

const BEGINNING = '-- refused:\n';
/** What may hold a semicolon that ends nothing. */
const QUOTED = /'(?:[^']|'')*'|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\//g;
const MILLRACE_ONLY = /^\s*-- Millrace only: (.*)$/m;
const LEADING_COMMENTS = /^(?:\s|--[^\n]*\n)*/;

export interface RefusedScript {
  readonly topic: string;
  readonly goldenPath: string;
  readonly statements: readonly RefusedStatement[];
}

export interface RefusedStatement {
  /** `over.sql:24`: where it begins. */
  readonly place: string;
  readonly file: string;
  /** The tables and this statement, in their places: everything else of the file is blank. */
  readonly text: string;
  /** Why Millrace refuses what Flink runs. */
  readonly millraceOnly: string | undefined;
}

/** What the two say to a statement. */
export interface RefusedAnswers {
  readonly millrace: string;
  readonly flink: string;
}

export function refusedScripts(): readonly RefusedScript[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'));
  return files.map((file) => {
    const topic = file.replace('.sql', '');
    const statements = statementsOf(file, withInputs(readFileSync(`${folder}${file}`, 'utf8')));
    return { topic, goldenPath: `${folder}golden/${topic}.txt`, statements };
  });
}

function statementsOf(file: string, text: string): readonly RefusedStatement[] {
  const start = text.indexOf(BEGINNING) + BEGINNING.length;
  if (start < BEGINNING.length) throw new Error(`${file} has no line ${BEGINNING.trim()}`);
  const plain = text.replaceAll(QUOTED, (quoted) => ' '.repeat(quoted.length));
  const statements: RefusedStatement[] = [];
  for (let from = start; text.slice(from).trim() !== ''; ) {
    const semicolon = plain.indexOf(';', from);
    const end = semicolon < 0 ? text.length : semicolon + 1;
    statements.push(statementAt(file, text, [start, from, end]));
    from = end;
  }
  return statements;
}

function statementAt(file: string, text: string, [start, from, end]: [number, number, number]): RefusedStatement {
  const statement = text.slice(from, end);
  const comments = LEADING_COMMENTS.exec(statement)?.[0] ?? '';
  const line = text.slice(0, from + comments.length).split('\n').length;
  const blank = text.slice(start, from).replaceAll(/[^\n]/g, ' ');
  return {
    place: `${file}:${line}`,
    file,
    text: `${text.slice(0, start)}${blank}${statement}`,
    millraceOnly: MILLRACE_ONLY.exec(comments)?.[1],
  };
}

/** Code, place, reason and hint; undefined when Millrace runs the statement to its end. */
export async function millraceRefusal(statement: RefusedStatement): Promise<string | undefined> {
  const error = await millraceError(statement);
  return error && `${error.code} ${error.message}`;
}

/** Undefined when Millrace runs the statement to its end. */
export async function millraceError({ file, text }: RefusedStatement): Promise<MillraceError | undefined> {
  try {
    await runPrinting([{ file, text }], 'through');
    return undefined;
  } catch (error) {
    if (error instanceof MillraceError) return error;
    throw error;
  }
}

/** `version`: of the Flink that answered. */
export function refusedText(answers: readonly RefusedAnswers[], version: string): string {
  const blocks = answers.map(({ millrace, flink }) => `${millrace}\n    ${flink}\n`);
  return `# Flink's answers recorded from Apache Flink ${version}\n${blocks.join('')}`;
}

export function readRefused(path: string): readonly RefusedAnswers[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(1);
  const pairs = Array.from({ length: lines.length / 2 }, (_, index) => lines.slice(2 * index, 2 * index + 2));
  return pairs.map(([millrace = '', flink = '']) => ({ millrace, flink: flink.trim() }));
}
