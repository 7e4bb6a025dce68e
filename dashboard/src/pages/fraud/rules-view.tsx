/** What orders are judged by: how often each rule hits, and how well it finds the frauds that are known. */
import { useState } from 'preact/hooks';
import { useParameter } from '../../address/use-parameter.ts';
import { useFetched } from '../../api/use-fetched.ts';
import { formatCount, formatPercent } from '../../figures/format.ts';
import { Choice } from '../../parts/choice.tsx';
import type { Sorting } from '../../parts/data-table.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/panel.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import type { HitsAnswer } from './answers.ts';
import { DayBars } from './day-bars.tsx';
import { RuleDays } from './rule-days.tsx';
import { RulesTable } from './rules-table.tsx';

const DAYS = [
  ['7', '7 days'],
  ['14', '14 days'],
  ['30', '30 days'],
  ['90', '90 days'],
] as const;
const REFRESH_MS = 10_000;

export function RulesView() {
  const [asked, setDays] = useParameter('days', '14');
  const days = DAYS.find(([known]) => known === asked)?.[0] ?? '14';
  const [chosen] = useParameter('rule');
  const [sorting, setSorting] = useState<Sorting>({ by: 'hits', descending: true });
  const hits = useFetched<HitsAnswer>(`/v1/rules/hits?days=${days}`, { everyMs: REFRESH_MS });
  const choice = <Choice label="Days shown" options={DAYS} value={days} onChoose={setDays} />;
  return (
    <div class="stack">
      <Panel title="Decisions by day" scope="days in UTC" actions={choice}>
        <Loaded from={hits} lines={5}>
          {(data) => (
            <>
              <Summary hits={data} />
              <DayBars days={data.days} count={Number(days)} />
            </>
          )}
        </Loaded>
      </Panel>
      <Panel
        title="Rules"
        actions={
          <a class="button" href="/fraud/backtest">
            Change and try…
          </a>
        }
      >
        <Loaded from={hits} lines={12}>
          {(data) => (
            <>
              <RulesTable hits={data} count={Number(days)} chosen={chosen} sorting={sorting} onSort={setSorting} />
              <RuleDays rule={data.rules.find(({ code }) => code === chosen)} />
            </>
          )}
        </Loaded>
      </Panel>
    </div>
  );
}

function Summary({ hits: { days, inForceSince, isBuiltIn, review, decline } }: { readonly hits: HitsAnswer }) {
  const sum = (of: (day: HitsAnswer['days'][number]) => number) => days.reduce((total, day) => total + of(day), 0);
  const orders = sum((day) => day.orders);
  const share = (count: number) => (orders === 0 ? '–' : formatPercent(count / orders));
  return (
    <dl class="figures">
      <Figure name="Orders" value={formatCount(orders)} />
      <Figure name="Sent to review" value={share(sum((day) => day.review))} hint={`from ${review} points`} />
      <Figure name="Declined" value={share(sum((day) => day.decline))} hint={`from ${decline} points`} />
      <Figure
        name="Known frauds"
        value={formatCount(sum((day) => day.frauds))}
        hint={`and ${formatCount(sum((day) => day.goods))} known good`}
      />
      <div>
        <dt>In force</dt>
        <dd class="figure-words">
          {isBuiltIn ? 'the built-in rules' : 'rules of the shop'}
          {inForceSince !== null && (
            <span class="quiet">
              {' '}
              since <TimeText at={inForceSince} />
            </span>
          )}
        </dd>
      </div>
    </dl>
  );
}

function Figure({ name, value, hint }: { readonly name: string; readonly value: string; readonly hint?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value} {hint !== undefined && <span class="quiet">{hint}</span>}
      </dd>
    </div>
  );
}
