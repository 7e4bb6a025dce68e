/** A rules file that cannot be read, as a problem with line and column. */
import { RulesError } from '../functions/score/rule-fault.ts';
import { Problem } from '../sources/http/problem.ts';

/** @param so what follows from it, as a whole sentence. @throws Problem 400 with line and column. */
export function readingRules(read: () => unknown, so: string): void {
  try {
    read();
  } catch (error) {
    throw withPlace(error, so);
  }
}

/** Other errors stay as they are. */
export function withPlace(error: unknown, so: string): unknown {
  if (!(error instanceof RulesError)) return error;
  const { code, message, hint, line, column } = error;
  return new Problem({ status: 400, code, detail: `${message}. ${hint ?? ''} ${so}`, more: { line, column } });
}
