/** Where a case is on the page. */

export function addressOf(caseId: string): string {
  return `/fraud/cases/${encodeURIComponent(caseId)}${location.search}`;
}
