/** Where visitors come from, and what they buy. */
import { useFetched } from '../../api/use-fetched.ts';
import { formatCount, formatCountry, formatMoneyWhole, formatPercent } from '../../figures/format.ts';
import { moneyNumber, parseMoney } from '../../figures/money.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { EmptyNote, Panel } from '../../parts/panel.tsx';
import { ShareBar } from '../../parts/share-bar.tsx';
import { sinceText } from './since-text.ts';

interface CountriesAnswer {
  readonly from: string;
  readonly countries: number;
  readonly items: readonly Country[];
}

interface Country {
  readonly country: string | null;
  readonly visitors: number;
  readonly conversion: number | null;
  readonly orders: number;
  readonly revenue: string;
}

interface CountriesPanelProps {
  /** Of `/v1/traffic/countries`, with its parameters. */
  readonly path: string;
  readonly currency: string;
}

const EVERY_MS = 15_000;

export function CountriesPanel({ path, currency }: CountriesPanelProps) {
  const fetched = useFetched<CountriesAnswer>(path, { everyMs: EVERY_MS });
  return (
    <Panel title="Countries" scope={fetched.data && sinceText(fetched.data.from)} area="countries">
      <Loaded from={fetched} lines={8}>
        {({ items, countries }) =>
          items.length === 0 ? (
            <EmptyNote>
              Countries show here a minute after the first visit: events say them in location.country.
            </EmptyNote>
          ) : (
            <>
              <CountriesTable items={items} currency={currency} />
              {countries > items.length && (
                <p class="ranking-note">and {formatCount(countries - items.length)} more with fewer visitors</p>
              )}
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function CountriesTable({ items, currency }: Pick<CountriesAnswer, 'items'> & { readonly currency: string }) {
  const most = items[0]?.visitors || 1;
  return (
    <table class="ranking">
      <thead>
        <tr>
          <th scope="col">Country</th>
          <th scope="col">Visitors</th>
          <th scope="col">Buy</th>
          <th scope="col">Bought</th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ country, visitors, conversion, revenue }) => (
          <tr key={country ?? ''}>
            <th scope="row">
              <span class="name">{country === null ? 'Not known' : formatCountry(country)}</span>
              <ShareBar share={visitors / most} />
            </th>
            <td>{formatCount(visitors)}</td>
            <td>{conversion === null ? '–' : formatPercent(conversion)}</td>
            <td class="strong">{formatMoneyWhole(moneyNumber(parseMoney(revenue)), currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
