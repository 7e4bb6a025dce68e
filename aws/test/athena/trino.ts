/** Asks Trino itself: see aws/trino. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { classPathOf } from '../../../flink/maven-module.ts';

const MODULE = { folder: join(import.meta.dirname, '../../trino'), goals: ['compile'] };
const OPTIONS = ['-XX:+UseSerialGC', '-Xmx2g'];

export interface TrinoAnswer {
  readonly types: readonly string[];
  /** Values as text. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/** @param now what the queries take for the present. @throws Error with Trino's words when it refuses one. */
export async function askTrino(
  queries: Readonly<Record<string, string>>,
  now: string,
): Promise<Readonly<Record<string, TrinoAnswer>>> {
  const java = spawn('java', [...OPTIONS, '-cp', classPathOf(MODULE), 'shop.millrace.trino.TrinoAnswers'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: java.stdout })[Symbol.asyncIterator]();
  const answers: Record<string, TrinoAnswer> = {};
  try {
    for (const [name, sql] of Object.entries(queries)) {
      java.stdin.write(`${JSON.stringify({ sql, now })}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`Trino ended while it was asked about ${name}`);
      const answer: TrinoAnswer & { readonly refusal?: string } = JSON.parse(value);
      if (answer.refusal !== undefined) throw new Error(`Trino refuses ${name}: ${answer.refusal}`);
      answers[name] = answer;
    }
  } finally {
    java.stdin.end();
  }
  return answers;
}
