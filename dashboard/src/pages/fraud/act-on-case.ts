/** Does something with a case; who acts says which version they have seen, so that nobody undoes what another has done. */
import { ApiFault } from '../../api/api-fault.ts';
import { request } from '../../api/request.ts';
import type { CaseAction, CaseAnswer, Verdict } from './answers.ts';

export interface CaseUpdate {
  readonly action: Exclude<CaseAction, 'label'>;
  readonly author?: string;
  readonly assignee?: string;
  readonly note?: string;
  readonly verdict?: Verdict;
}

/** @throws ApiFault; CASE_CHANGED when somebody else was quicker. */
export function actOnCase({ caseId, version }: CaseAnswer, update: CaseUpdate): Promise<CaseAnswer> {
  const { author, note, ...asked } = update;
  const told = { ...(author && { author }), ...(note && { note }) };
  return request(`/v1/cases/${encodeURIComponent(caseId)}`, { json: { ...asked, ...told, version } });
}

/** Whether the case is no longer what was seen, so that it must be looked at anew. */
export function isConflict(fault: unknown): boolean {
  return fault instanceof ApiFault && fault.status === 409;
}
