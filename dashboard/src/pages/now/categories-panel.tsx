/** The categories that sold most in the last hour. */
import { formatMoney, formatPercent } from '../../figures/format.ts';
import type { LiveState } from '../../live/live-state.ts';
import { EmptyNote, Panel } from '../../parts/panel.tsx';
import { ShareBar } from '../../parts/share-bar.tsx';
import { topCategories } from './top-lists.ts';

interface CategoriesPanelProps {
  readonly state: LiveState;
  readonly fromMs: number;
}

const PLACES = 8;

export function CategoriesPanel({ state, fromMs }: CategoriesPanelProps) {
  const categories = topCategories(state, fromMs, PLACES);
  const highest = categories[0]?.revenue || 1;
  return (
    <Panel title="Top categories" scope="last hour" area="categories">
      {categories.length === 0 ? (
        <EmptyNote>No category has sold anything yet.</EmptyNote>
      ) : (
        <table class="ranking">
          <thead>
            <tr>
              <th scope="col">Category</th>
              <th scope="col">Share</th>
              <th scope="col">Revenue</th>
            </tr>
          </thead>
          <tbody>
            {categories.map(({ category, revenue, share }) => (
              <tr key={category}>
                <th scope="row">
                  <span class="name">{category}</span>
                  <ShareBar share={revenue / highest} />
                </th>
                <td>{formatPercent(share)}</td>
                <td class="strong">{formatMoney(revenue, state.currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
