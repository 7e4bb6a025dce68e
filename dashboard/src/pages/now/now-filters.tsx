/** The time and the category that the page looks at. */
import type { TimeRange } from '../../address/use-time-range.ts';
import { CategorySelect } from '../../parts/category-select.tsx';
import { RangeChoice } from '../../parts/range-choice.tsx';

interface NowFiltersProps {
  readonly range: TimeRange;
  readonly category: string;
  /** Those that sold anything in this time, the largest first. */
  readonly categories: readonly string[];
  readonly onChoose: (category: string) => void;
}

export function NowFilters({ range, category, categories, onChoose }: NowFiltersProps) {
  return (
    <div class="area-filters toolbar">
      <RangeChoice range={range} />
      <div class="category-choice">
        <CategorySelect value={category} categories={categories} onChoose={onChoose} />
      </div>
    </div>
  );
}
