/** `millrace sql run`: a whole SQL script, without a server. */
import { explainStatements } from '@millrace/engine/runtime/open-pipeline.ts';
import { runScript } from '@millrace/engine/runtime/run-script.ts';
import { type Command, textFlag } from './command.ts';
import { FUNCTIONS_FLAG, loadFunctions } from './load-functions.ts';
import { readScript } from './read-script.ts';

export const sqlRun: Command = {
  name: 'sql run',
  operands: 'SCRIPT',
  about:
    'Runs a script of CREATE TABLE, CREATE VIEW and INSERT statements; ends when its bounded sources end and all windows have fired. Ctrl-C ends it earlier.',
  arity: [1, 1],
  flags: FUNCTIONS_FLAG,
  async run(input) {
    const ending = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());
    await loadFunctions(textFlag(input, 'functions'));
    const script = await readScript(input.positionals[0] ?? '');
    for (const explanation of explainStatements([script])) console.log(explanation);
    const { lateRows, seconds } = await runScript({ script, signal: ending.signal });
    const late = lateRows > 0 ? `; ${lateRows} rows came too late for their windows` : '';
    console.error(`done in ${seconds.toFixed(1)} s${late}`);
    return 0;
  },
};
