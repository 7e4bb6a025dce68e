/** Why the server refused something, as its problem document says. */

/** What a member of a request was wrong with. */
export interface FieldFault {
  readonly where: string;
  readonly what: string;
  readonly mend?: string;
}

/** RFC 9457, as far as the pages read it. */
export interface ProblemDocument {
  readonly title?: string;
  readonly code?: string;
  readonly detail?: string;
  readonly errors?: readonly FieldFault[];
}

export class ApiFault extends Error {
  /** HTTP; 0 when the server could not be reached. */
  readonly status: number;
  /** Stands in docs/errors.md; empty when the answer had none. */
  readonly code: string;
  readonly errors: readonly FieldFault[];
  /** What the answer said beside that. */
  readonly problem: ProblemDocument;

  constructor(status: number, problem: ProblemDocument) {
    super(problem.detail ?? problem.title ?? `The server answered with ${status}.`);
    this.status = status;
    this.code = problem.code ?? '';
    this.errors = problem.errors ?? [];
    this.problem = problem;
  }
}

/**
 * When there is no answer at all.
 * @param isRead figures are asked for again by themselves; what somebody has done is not done again without them.
 */
export function unreachable({ isRead }: { readonly isRead: boolean }): ApiFault {
  const next = isRead ? 'This is tried again when it is back.' : 'Try again when it is back.';
  return new ApiFault(0, { detail: `The server cannot be reached. ${next}` });
}
