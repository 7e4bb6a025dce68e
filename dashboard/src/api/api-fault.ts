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

const UNREACHABLE = { detail: 'The server cannot be reached. This is tried again when it is back.' };

/** What `fetch` throws when there is no answer at all. */
export function unreachable(): ApiFault {
  return new ApiFault(0, UNREACHABLE);
}
