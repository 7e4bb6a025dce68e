/**
 * What people have done in the demo world by the time at which it opens: worked on cases, kept lists, silenced alerts,
 * uploaded files, mended rows. All through the API, so that the audit trail tells of it.
 */
import { TILL, tillFiles } from './bad-rows.ts';
import type { WorldApi } from './world-api.ts';

const HOUR_MS = 3_600_000;

interface CaseItem {
  readonly caseId: string;
  readonly orderId: string;
}

interface Entry {
  readonly number: number;
  readonly original: string;
}

/** In the order of the day: what one thing needs has been done before it. */
export async function dayOfWork(api: WorldApi): Promise<void> {
  await keepLists(api);
  await workOnCases(api);
  await silenceAlerts(api);
  await uploadFiles(api);
  await mendRows(api);
  await api.post('/v1/rules/reload', {});
}

async function keepLists(api: WorldApi): Promise<void> {
  const lists: Readonly<Record<string, readonly object[]>> = {
    'block/ip': [{ value: '203.0.113.66', note: 'tests of cards in March' }, { value: '198.51.100.23' }],
    'block/email_domain': [{ value: 'throwaway.example', note: 'addresses for ten minutes' }],
    'block/device': [{ value: 'd-ring-901' }],
    'allow/user': [{ value: 'u-mara', note: 'orders for her whole club' }],
    'allow/email_domain': [{ value: 'shop.example', note: 'ourselves' }],
  };
  for (const [list, add] of Object.entries(lists)) await api.post(`/v1/lists/${list}`, { add, remove: [] });
}

/** What became of orders, as the bank and the shop's people found out later. */
const LABELS: Readonly<Record<string, string>> = {
  'o-lena': 'confirmed_good',
  'o-mara-1': 'confirmed_good',
  'o-ring-901-0': 'chargeback',
};

/** Leaves some cases alone; the newest are what waits. */
async function workOnCases(api: WorldApi): Promise<void> {
  const { items } = await api.get<{ readonly items: readonly CaseItem[] }>('/v1/cases?status=pending&limit=100');
  // A label closes a case with a verdict of its own.
  const oldest = items.filter(({ orderId }) => !Object.hasOwn(LABELS, orderId)).toReversed();
  const act = (index: number, body: object) => {
    const found = oldest[index];
    return found ? api.post(`/v1/cases/${found.caseId}`, body) : undefined;
  };
  await act(0, { action: 'assign', assignee: 'kim', author: 'lee', note: 'Looks like the ring of last week.' });
  await act(0, { action: 'close', verdict: 'fraud', author: 'kim', note: 'The card was stolen: the bank confirms.' });
  await act(1, { action: 'assign', assignee: 'lee', author: 'lee' });
  await act(1, { action: 'close', verdict: 'legitimate', author: 'lee', note: 'A couple that shares a tablet.' });
  await act(2, { action: 'close', verdict: 'fraud', author: 'kim' });
  await act(3, { action: 'assign', assignee: 'kim', author: 'kim', note: 'Waiting for the bank to call back.' });
  await act(4, { action: 'assign', assignee: 'lee', author: 'kim' });
  await act(5, { action: 'note', author: 'lee', note: 'Asked the shopper for a proof of address.' });
  for (const [orderId, label] of Object.entries(LABELS)) await api.post(`/v1/orders/${orderId}/label`, { label });
}

async function silenceAlerts(api: WorldApi): Promise<void> {
  const endsAt = new Date(Date.now() + 6 * HOUR_MS).toISOString();
  const matching = (productId: string) => [
    { name: 'alertname', value: 'StockLow' },
    { name: 'productId', value: productId },
  ];
  const delivery = { matchers: matching('tent-duo'), comment: 'A delivery is on its way.' };
  await api.post('/v1/silences', { ...delivery, endsAt, createdBy: 'ann' });
  const over = { matchers: matching('mug-blue'), comment: 'Counted anew today.' };
  const { id } = await api.post<{ readonly id: string }>('/v1/silences', { ...over, endsAt, createdBy: 'bob' });
  await api.remove(`/v1/silences/${id}`);
}

async function uploadFiles(api: WorldApi): Promise<void> {
  for (const { name, text } of tillFiles(Date.now())) await api.upload(`/v1/feeds/${TILL.feed}?file=${name}`, text);
}

/** One row is mended, one tried again as it is, one dropped; the others wait. */
async function mendRows(api: WorldApi): Promise<void> {
  const { entries } = await api.get<{ readonly entries: readonly Entry[] }>('/v1/quarantine?source=http&limit=1000');
  const [first, second] = entries.filter(({ original }) => original.includes('14,00'));
  const [yesterday] = entries.filter(({ original }) => original.includes('yesterday'));
  const [nobody] = entries.filter(({ original }) => original.includes('world-bad-nobody'));
  if (first) await api.post(`/v1/quarantine/${first.number}/mend`, { set: { price: 14 } });
  if (second) await api.post(`/v1/quarantine/${second.number}/replay`);
  if (nobody) await api.post(`/v1/quarantine/${nobody.number}/replay`);
  if (yesterday) await api.remove(`/v1/quarantine/${yesterday.number}`);
}
