/** What is wrong with a rules file, asked for once typing pauses. */
import { useEffect, useState } from 'preact/hooks';
import { request } from '../../api/request.ts';
import type { RulesCheck } from './answers.ts';

const TYPING_PAUSE_MS = 400;

/** Undefined until the text as it is has been checked. */
export function useRulesCheck(text: string): RulesCheck | undefined {
  const [checked, setChecked] = useState<{ readonly text: string; readonly check: RulesCheck } | undefined>();
  useEffect(() => {
    if (text === '') return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      request<RulesCheck>('/v1/rules/check', { json: { rules: text }, signal: abort.signal }).then(
        (check) => setChecked({ text, check }),
        // It is checked once more when it is tried, and the fault is shown there.
        () => undefined,
      );
    }, TYPING_PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text]);
  return checked?.text === text ? checked.check : undefined;
}
