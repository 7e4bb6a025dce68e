/** What is wrong with a rules file, and where: the file is refused with its line and column. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';

export class RulesError extends MillraceError {
  readonly line: number;
  readonly column: number;

  /** @param place `line` and `column` count from 1. */
  constructor(what: string, place: { readonly line: number; readonly column: number }, hint: string, file = 'rules') {
    super(`${file}:${place.line}:${place.column}: ${what}`, {
      code: 'RULES_INVALID',
      domain: 'user',
      retry: 'never',
      hint,
    });
    this.line = place.line;
    this.column = place.column;
  }
}

/** A fault within the text of one condition; whoever knows where the text stands makes a RulesError of it. */
export class ConditionFault extends Error {
  /** Characters from the beginning of the condition. */
  readonly offset: number;
  readonly hint: string;

  constructor(what: string, offset: number, hint: string) {
    super(what);
    this.name = 'ConditionFault';
    this.offset = offset;
    this.hint = hint;
  }
}
