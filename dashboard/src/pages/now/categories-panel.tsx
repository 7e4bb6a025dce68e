/** The categories that sold most in the chosen time; one can be chosen. */
import { formatMoney, formatPercent } from '../../figures/format.ts';
import { Waiting } from '../../parts/loaded.tsx';
import { EmptyNote, Panel } from '../../parts/panel.tsx';
import { ShareBar } from '../../parts/share-bar.tsx';
import { type CategorySum, categorySums, type Timeline } from './timeline.ts';

interface CategoriesPanelProps {
  readonly timeline: Timeline | undefined;
  readonly scope: string;
  readonly currency: string;
  readonly chosen: string;
  readonly onChoose: (category: string) => void;
}

export function CategoriesPanel({ timeline, scope, currency, chosen, onChoose }: CategoriesPanelProps) {
  return (
    <Panel title="Top categories" scope={scope} area="categories">
      {timeline ? (
        <CategoriesTable sums={categorySums(timeline)} currency={currency} chosen={chosen} onChoose={onChoose} />
      ) : (
        <Waiting lines={8} />
      )}
    </Panel>
  );
}

function CategoriesTable(
  props: Pick<CategoriesPanelProps, 'currency' | 'chosen' | 'onChoose'> & { sums: readonly CategorySum[] },
) {
  const { sums, currency, chosen, onChoose } = props;
  if (sums.length === 0) return <EmptyNote>No category has sold anything in this time.</EmptyNote>;
  const highest = Math.max(...sums.map(({ revenue }) => revenue)) || 1;
  const total = sums.reduce((sum, { revenue }) => sum + revenue, 0) || 1;
  return (
    <table class="ranking">
      <thead>
        <tr>
          <th scope="col">Category</th>
          <th scope="col">Share</th>
          <th scope="col">Revenue</th>
        </tr>
      </thead>
      <tbody>
        {sums.map(({ category, revenue }) => (
          <tr key={category ?? ''}>
            <th scope="row">
              {category === null ? (
                <span class="name">others</span>
              ) : (
                <button
                  type="button"
                  class="name name-button"
                  title={category}
                  aria-pressed={category === chosen}
                  onClick={() => onChoose(category === chosen ? '' : category)}
                >
                  {category}
                </button>
              )}
              <ShareBar share={Math.max(0, revenue) / highest} />
            </th>
            <td>{formatPercent(revenue / total)}</td>
            <td class="strong">{formatMoney(revenue, currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
