/** Who a visitor is, and how the visit stands. */
import type { ComponentChildren } from 'preact';
import { formatCount, formatCountry, formatDuration } from '../../figures/format.ts';
import { moneyText } from '../../figures/money-text.ts';
import { useLive } from '../../live/live-provider.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Tag } from '../../parts/tag.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import type { OpenVisit, UserFacts, Visitor } from './answers.ts';
import { WhereNow } from './open-table.tsx';
import { DEVICE_WORDS, STAGE_WORDS, STATE_TONES, STATE_WORDS } from './words.ts';

interface VisitorHeadProps {
  readonly visitor: Visitor;
  readonly facts: UserFacts | undefined;
}

export function VisitorHead({ visitor: { visitor, visit, isOpen, anonymousIds }, facts }: VisitorHeadProps) {
  const currency = useLive((state) => state.currency);
  return (
    <Panel
      title={visitor}
      scope={visit && (visit.isUser ? 'user' : 'visitor without a name')}
      actions={
        <div class="toolbar">
          {isOpen && visit && <Tag tone={STATE_TONES[visit.state]}>{STATE_WORDS[visit.state]}</Tag>}
          <Tag tone={isOpen ? 'good' : 'plain'}>{isOpen ? 'In the shop' : 'Not in the shop'}</Tag>
        </div>
      }
    >
      <dl class="visitor-facts">
        {visit && <VisitFacts visit={visit} isOpen={isOpen} currency={currency} />}
        {facts && <ShopperFacts facts={facts} currency={currency} />}
        {anonymousIds.length > 0 && <Fact name="Before signing in">{anonymousIds.join(', ')}</Fact>}
      </dl>
      {visit && visit.path.length > 0 && <Way visit={visit} />}
    </Panel>
  );
}

interface VisitFactsProps {
  readonly visit: OpenVisit;
  readonly isOpen: boolean;
  readonly currency: string;
}

/** How the visit stands. */
function VisitFacts({ visit, isOpen, currency }: VisitFactsProps) {
  const lastedMs = Date.parse(visit.lastSeen) - Date.parse(visit.start);
  return (
    <>
      <Fact name={isOpen ? 'Now' : 'Last'}>
        <WhereNow visit={visit} />
      </Fact>
      <Fact name="Seen">
        <TimeText at={visit.lastSeen} as="age" />
      </Fact>
      <Fact name={isOpen ? 'In the shop for' : 'Stayed'}>{formatDuration(lastedMs)}</Fact>
      <Fact name="In the cart">
        {visit.cartPieces === 0
          ? 'nothing'
          : `${moneyText(visit.cartValue, currency)} · ${formatCount(visit.cartPieces)} pieces`}
      </Fact>
      <Fact name="Ordered">
        {visit.orders === 0 ? 'nothing yet' : `${moneyText(visit.revenue, currency)} · ${formatCount(visit.orders)}`}
      </Fact>
      <Fact name="Device">{DEVICE_WORDS[visit.device]}</Fact>
      <Fact name="Country">{visit.country === null ? '–' : formatCountry(visit.country)}</Fact>
    </>
  );
}

/** What is known beyond the visit. */
function ShopperFacts({ facts, currency }: { readonly facts: UserFacts; readonly currency: string }) {
  const { segment, accountAgeDays, orders, lifetimeValue } = facts;
  return (
    <>
      {segment !== null && <Fact name="Segment">{segment}</Fact>}
      {accountAgeDays !== null && <Fact name="Account">{formatCount(accountAgeDays)} days old</Fact>}
      <Fact name="All orders">{`${formatCount(orders)} · ${moneyText(lifetimeValue, currency)}`}</Fact>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The stages of the visit, one after the other. */
function Way({ visit: { path } }: { readonly visit: OpenVisit }) {
  return (
    <ol class="way" aria-label="Stages of the visit">
      {path.map((stage, index) => (
        <li key={`${index} ${stage}`}>{STAGE_WORDS[stage]}</li>
      ))}
    </ol>
  );
}
