/** Who ordered, with what, and what became of their orders so far. */
import type { ComponentChildren } from 'preact';
import { formatCount, formatCountry, formatMoney } from '../../figures/format.ts';
import { Tag } from '../../parts/tag.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import type { Buyer, CaseHistory } from './answers.ts';

interface BuyerFactsProps {
  readonly history: CaseHistory;
  readonly currency: string;
}

export function BuyerFacts({ history: { buyer, decision, card }, currency }: BuyerFactsProps) {
  return (
    <dl class="facts">
      {buyer?.userId != null && (
        <Fact name="Buyer">
          <a class="fraud-id" href={`/sessions?user=${encodeURIComponent(buyer.userId)}`}>
            {buyer.userId}
          </a>
        </Fact>
      )}
      {buyer && <BuyerHistory buyer={buyer} currency={currency} />}
      <Fact name="Address">{decision?.ip ?? 'not known'}</Fact>
      <Fact name="Device">{decision?.deviceId ?? 'not known'}</Fact>
      <Fact name="Card">{card ?? 'not known'}</Fact>
    </dl>
  );
}

function BuyerHistory({ buyer, currency }: { readonly buyer: Buyer; readonly currency: string }) {
  const { createdAt, country, segment, orders, ordered, approved, reviewed, declined, frauds, confirmedGood } = buyer;
  return (
    <>
      <Fact name="Account">
        {createdAt === null ? (
          'registration not known'
        ) : (
          <>
            since <TimeText at={createdAt} />
          </>
        )}
        {country !== null && `, ${formatCountry(country)}`}
        {segment !== null && `, ${segment}`}
      </Fact>
      <Fact name="Orders">
        {formatCount(orders)} worth {formatMoney(Number(ordered), currency)}: {approved} approved, {reviewed} in review,{' '}
        {declined} declined
      </Fact>
      <Fact name="Known">
        {frauds > 0 && <Tag tone="bad">{frauds === 1 ? '1 fraud' : `${frauds} frauds`}</Tag>}{' '}
        {confirmedGood > 0 && <Tag tone="good">{confirmedGood} confirmed good</Tag>}
        {frauds === 0 && confirmedGood === 0 && 'no labels yet'}
      </Fact>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
