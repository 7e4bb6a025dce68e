/** What the list of low products says of each. */
import type { SteadyRow } from '../../live/steady-rows.ts';
import type { Column } from '../../parts/data-table.tsx';
import { ProductName } from '../../parts/product-name.tsx';
import { Tag } from '../../parts/tag.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { AlertActions } from './alert-actions.tsx';
import { coverText } from './cover-text.ts';
import { Level } from './level.tsx';
import type { FiringAlert } from './stock-item.ts';

type Row = SteadyRow<FiringAlert>;

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'product',
    title: 'Product',
    isWide: true,
    cell: ({ item: { productId, name } }) => <ProductName productId={productId} name={name} />,
  },
  {
    key: 'level',
    title: 'Left',
    isNumber: true,
    cell: ({ item: { onHand, threshold } }) =>
      onHand === null ? '–' : <Level onHand={onHand} threshold={threshold ?? 0} />,
  },
  { key: 'cover', title: 'Lasts', isNumber: true, cell: ({ item }) => coverText(item.daysOfCover) },
  { key: 'since', title: 'Low since', cell: ({ item: { startsAt } }) => <TimeText at={startsAt} as="age" /> },
  { key: 'hand', title: 'In hand', cell: (row) => <Hand {...row} /> },
];

/** @param onChanged called when somebody has acted on an alert. */
export function alertColumns(mayAct: boolean, onChanged: () => void): readonly Column<Row>[] {
  if (!mayAct) return COLUMNS;
  const actions: Column<Row> = {
    key: 'actions',
    title: 'Actions',
    cell: ({ item, isGone }) => (isGone ? null : <AlertActions alert={item} onChanged={onChanged} />),
  };
  return [...COLUMNS, actions];
}

function Hand({ item: { acknowledged, silence, suppressedBy }, isGone }: Row) {
  if (isGone) return <Tag tone="good">filled up</Tag>;
  return (
    <span class="hand">
      {acknowledged && (
        <span title={acknowledged.note}>
          <Tag tone="accent">{acknowledged.by} has it</Tag>
          {acknowledged.note !== '' && <small>{acknowledged.note}</small>}
        </span>
      )}
      {silence ? (
        <span title={`${silence.createdBy}: ${silence.comment}`}>
          <Tag>
            silent until <TimeText at={silence.endsAt} />
          </Tag>
          <small>
            {silence.createdBy}: {silence.comment}
          </small>
        </span>
      ) : (
        suppressedBy !== null && <Tag>kept back</Tag>
      )}
      {!acknowledged && !silence && suppressedBy === null && <span class="faint">nobody</span>}
    </span>
  );
}
