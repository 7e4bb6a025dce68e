/**
 * Runs any script on Flink and prints every change as it came, what EXPLAIN says, and why Flink refused it.
 *
 *     npm run -s flink:run -- script.sql       (- reads standard input; `${inputs}` is the folder of the cases' inputs)
 */
import { readFileSync } from 'node:fs';
import { withInputs } from '../../engine/test/sql-cases/sql-case.ts';
import { FlinkOracle, refusalText } from '../oracle.ts';

const paths = process.argv.slice(2);
if (paths.length === 0) throw new Error('name a script: npm run -s flink:run -- script.sql');
await using oracle = new FlinkOracle();
for (const path of paths) {
  const script = withInputs(readFileSync(path === '-' ? process.stdin.fd : path, 'utf8'));
  const { rows, explanations, refusal } = await oracle.ask({ name: path, script });
  for (const text of explanations) console.log(text);
  for (const { table, kind, row } of rows) console.log(table === '' ? `${kind}${row}` : `${table}> ${kind}${row}`);
  if (refusal === null) continue;
  console.error(refusalText(refusal));
  process.exitCode = 1;
}
