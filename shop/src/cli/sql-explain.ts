/** `millrace sql explain`: what a script will do, without doing it. */
import { planScripts } from '@millrace/engine/runtime/open-pipeline.ts';
import { explainPlan } from '@millrace/engine/sql/plan/explain-plan.ts';
import { type Command, textFlag } from './command.ts';
import { FUNCTIONS_FLAG, loadFunctions } from './load-functions.ts';
import { readScript } from './read-script.ts';

export const sqlExplain: Command = {
  name: 'sql explain',
  operands: 'SCRIPT…',
  about:
    'Prints the plan of a script (several files are read as one): its operators, the state that each keeps, and how far watermarks stay behind.',
  arity: [1, 100],
  flags: FUNCTIONS_FLAG,
  async run(input) {
    await loadFunctions(textFlag(input, 'functions'));
    const scripts = await Promise.all(input.positionals.map(readScript));
    console.log(explainPlan(planScripts(scripts)));
    return 0;
  },
};
