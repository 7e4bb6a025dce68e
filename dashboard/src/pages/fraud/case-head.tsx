/** What the case is about: the order, what it is worth, its score, and how the case stands. */
import { formatCountry, formatMoney } from '../../figures/format.ts';
import { Tag } from '../../parts/tag.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import type { CaseAnswer, CaseHistory } from './answers.ts';
import { Score } from './score.tsx';
import { isFraud, LABEL_WORDS, STATUS_WORDS, VERDICT_WORDS } from './words.ts';

interface CaseHeadProps {
  readonly history: CaseHistory;
  readonly currency: string;
}

export function CaseHead({ history: { case: found, decision }, currency }: CaseHeadProps) {
  return (
    <header class="case-head">
      <Score score={found.score} outcome={found.outcome} />
      <div class="case-title">
        <h2>Order {found.orderId}</h2>
        <p class="quiet">
          {decision && <b>{formatMoney(Number(decision.orderValue), currency)}</b>}
          {decision && ' · '}
          {decision?.country != null && `${formatCountry(decision.country)} · `}
          <TimeText at={decision?.receivedAt ?? found.openedAt} />, <TimeText at={found.openedAt} as="age" />
        </p>
      </div>
      <div class="case-standing">
        <Standing found={found} />
        {decision?.label != null && (
          <Tag tone={isFraud(decision.label) ? 'bad' : 'good'}>Label: {LABEL_WORDS[decision.label]}</Tag>
        )}
      </div>
    </header>
  );
}

function Standing({ found: { status, assignee, verdict } }: { readonly found: CaseAnswer }) {
  if (status === 'closed' && verdict !== null) {
    return <Tag tone={verdict === 'fraud' ? 'bad' : 'good'}>{VERDICT_WORDS[verdict]}</Tag>;
  }
  if (assignee !== null) return <Tag tone="accent">With {assignee}</Tag>;
  return <Tag tone="warn">{STATUS_WORDS[status]}</Tag>;
}
