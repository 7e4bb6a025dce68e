/** The fraud page in a real browser on a shop with a past: a day's work on cases, rules, lists and a backtest. */
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { worldInBrowser } from '../world/world-in-browser.ts';

interface Item {
  readonly caseId: string;
  readonly orderId: string;
  readonly status: string;
}

const shop = worldInBrowser();

afterEach(shop.closePages);

const queued = async () => (await shop.world.get<{ readonly items: readonly Item[] }>('/v1/cases/queue')).items;
/** Notes of which one reads so: somebody may have looked into the case before. */
const noted = (text: string) => expect.arrayContaining([expect.objectContaining({ text })]);
const caseOf = (id: string) => shop.world.get<Record<string, unknown>>(`/v1/cases/${id}`);

/** By whose name the first two buyers with one card go whose case is open: which are closed by then depends on when each was decided. */
async function pairThatWaits(): Promise<string> {
  const names = (await queued()).flatMap(({ orderId }) => /^o-([a-z]+)-2$/.exec(orderId)?.[1] ?? []);
  const [name] = names;
  if (name === undefined) throw new Error('a case of two buyers with one card should be open');
  return name;
}

/** Opens the first case that waits before another that waits: that one is the next. */
async function openCase(): Promise<{ readonly page: Page; readonly first: Item; readonly second: Item }> {
  const items = await queued();
  const waits = (item: Item | undefined) => item?.status === 'pending';
  const at = items.findIndex((item, index) => waits(item) && waits(items[index + 1]));
  const [first, second] = items.slice(at, at + 2);
  if (at < 0 || !first || !second) throw new Error('two cases should wait');
  const page = await shop.open(`/fraud/cases/${first.caseId}`);
  await page.getByRole('heading', { name: `Order ${first.orderId}` }).waitFor();
  return { page, first, second };
}

describe('the fraud page', () => {
  it('shows the queue, and of a case why it waits, its history, and who shares what', async () => {
    const name = await pairThatWaits();
    const page = await shop.open('/fraud');
    page.setDefaultTimeout(8_000);
    await page.getByRole('link', { name: `o-${name}-2` }).click();
    await page.locator('.reasons').getByText('Several buyers pay with one card').waitFor();
    await page.getByText('buyers with the card within 30 days').waitFor();
    await page.locator('summary', { hasText: `card-${name}` }).click();
    await page
      .getByRole('table', { name: `Orders of card card-${name}` })
      .getByText(`u-${name}-2`)
      .waitFor();
    const picture = page.getByRole('group', { name: 'Buyers and what they share' });
    await picture.getByRole('img', { name: `Device d-${name}` }).waitFor();
    await page.getByRole('radio', { name: 'Graph' }).focus();
    await page.keyboard.press('Tab');
    // Some browsers reach it by its listeners all the same; the attribute counts in every one.
    expect(await picture.locator('[role=img]:focus').getAttribute('tabindex')).toBe('0');
    await page.getByRole('radio', { name: 'Table' }).check({ force: true });
    await page.getByRole('table', { name: 'What buyers share' }).getByText(`u-${name}, u-${name}-2`).first().waitFor();
    expect(page.url()).toContain('network=table');
    await page.goBack();
    await page.getByRole('group', { name: 'Buyers and what they share' }).waitFor();
  });

  it('is worked by keys, which rest while somebody types', async () => {
    const { page, first, second } = await openCase();
    await expect
      .poll(async () => {
        await page.keyboard.press('n');
        return page.locator('#case-note:focus').count();
      })
      .toBe(1);
    await page.locator('#case-note').clear();
    await page.keyboard.type('asked a friend');
    await page.getByRole('button', { name: 'Keep the note' }).click();
    await page.locator('.case-log').getByText('asked a friend').waitFor();
    expect(await caseOf(first.caseId)).toMatchObject({ status: 'pending', notes: noted('asked a friend') });
    await page.locator('h2', { hasText: 'What was done' }).click();
    await page.keyboard.press('a');
    await page.getByRole('heading', { name: `Order ${second.orderId}` }).waitFor();
    expect(await caseOf(first.caseId)).toMatchObject({ status: 'closed', verdict: 'legitimate' });
    await page.keyboard.press('d');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Note').fill('the card was stolen');
    await dialog.getByRole('button', { name: 'Decline' }).click();
    await page.getByText(`Order ${second.orderId} is declined as fraud.`).waitFor();
    const closed = { status: 'closed', verdict: 'fraud', notes: noted('the card was stolen') };
    expect(await caseOf(second.caseId)).toMatchObject(closed);
  });

  it('tells who was quicker, and does nothing then', async () => {
    const { page, first } = await openCase();
    const close = { action: 'close', verdict: 'legitimate', author: 'lee' };
    await Promise.all([shop.world.post(`/v1/cases/${first.caseId}`, close)]);
    await page.keyboard.press('s');
    await page.getByLabel('Who looks into it').fill('kim');
    await page.getByRole('button', { name: 'Assign', exact: true }).click();
    await page.getByText('lee has changed the case').waitFor();
    expect(await caseOf(first.caseId)).toMatchObject({ status: 'closed', assignee: null });
  });

  it('keeps a note that was refused, and stays with a case that somebody else has closed', async () => {
    const { page, first } = await openCase();
    const note = page.locator('#case-note');
    await note.fill('seen twice');
    await shop.world.post(`/v1/cases/${first.caseId}`, { action: 'note', note: 'mine', author: 'lee' });
    await page.getByRole('button', { name: 'Keep the note' }).click();
    await page.getByText('lee has changed the case').waitFor();
    await page.locator('.case-log').getByText('mine').waitFor();
    await page.getByRole('button', { name: 'Keep the note' }).click();
    await page.locator('.case-log').getByText('seen twice').waitFor();
    await shop.world.post(`/v1/cases/${first.caseId}`, { action: 'close', verdict: 'fraud', author: 'lee' });
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('button', { name: 'Open again' }).waitFor();
    await page.getByRole('heading', { name: `Order ${first.orderId}` }).waitFor();
  });

  it('shows what a changed rule would do beside the rules of today, and where it is wrong', async () => {
    const page = await shop.open('/fraud/backtest');
    const editor = page.getByLabel('Rules file, YAML');
    await editor.waitFor();
    const text = await editor.inputValue();
    await editor.fill(text.replace('ipOrders5m >= 5', 'ipOrder5m >= 5'));
    await page.getByText('there is no signal ipOrder5m').waitFor();
    expect(await page.getByRole('button', { name: 'Run the backtest' }).isDisabled()).toBe(true);
    await editor.fill(text.replace('review: 40', 'review: 20'));
    await page.getByText('26 rules, nothing wrong.').waitFor();
    await page.getByRole('button', { name: 'Run the backtest' }).click();
    await page.getByRole('heading', { name: /^\d+ of \d+ decisions would change/ }).waitFor();
    await page.getByRole('table', { name: 'Orders that would be decided otherwise' }).waitFor();
    expect(page.url()).toContain('run=');
  });

  it('shows rules with their hits, and keeps lists', async () => {
    const page = await shop.open('/fraud/rules');
    await page.getByRole('button', { name: 'Several buyers pay with one card' }).click();
    await page.getByRole('table', { name: 'Hits of CARD_SHARED by day' }).waitFor();
    await page.getByRole('link', { name: 'Lists' }).click();
    await page.getByRole('textbox', { name: 'Value' }).fill('203.0.113.200');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('cell', { name: '203.0.113.200', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Remove 203.0.113.200' }).click();
    await page.getByText('203.0.113.200 is off the list.').waitFor();
    const { items } = await shop.world.get<{ readonly items: readonly { value: string }[] }>('/v1/lists/block/ip');
    expect(items.map(({ value }) => value)).not.toContain('203.0.113.200');
  });
});
