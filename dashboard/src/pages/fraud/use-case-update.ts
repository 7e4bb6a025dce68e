/** How parts of the page act on a case. */
import { useNotice } from '../../parts/notices.tsx';
import { toldName, useActingName } from '../../session/use-acting-name.ts';
import { actOnCase, type CaseUpdate, isConflict } from './act-on-case.ts';
import type { CaseAnswer } from './answers.ts';

/** Does something with the case and tells what came of it: false when somebody else was quicker, and nothing was done. */
export function useCaseUpdate(found: CaseAnswer, onDone: () => void) {
  const { name } = useActingName();
  const say = useNotice();
  return async (update: CaseUpdate, done: string): Promise<boolean> => {
    let isDone = true;
    try {
      await actOnCase(found, { author: name === '' ? toldName() : name, ...update });
      say(done);
    } catch (fault) {
      if (!isConflict(fault)) throw fault;
      isDone = false;
      say(fault instanceof Error ? fault.message : String(fault), 'failed');
    }
    onDone();
    return isDone;
  };
}
