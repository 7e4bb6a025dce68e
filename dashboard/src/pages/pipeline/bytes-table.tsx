/** Parts of something by their bytes, the largest first. */
import { formatBytes } from '../../figures/format.ts';
import { ShareBar } from '../../parts/share-bar.tsx';
import type { NamedBytes } from './operations-answer.ts';

interface BytesTableProps {
  readonly caption: string;
  readonly title: string;
  readonly parts: readonly NamedBytes[];
}

/** Bars compare with the largest part, not with the whole: small parts stay visible. */
export function BytesTable({ caption, title, parts }: BytesTableProps) {
  const largest = Math.max(1, ...parts.map(({ bytes }) => bytes));
  return (
    <table class="data-table bytes-table">
      <caption class="unseen">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col">
            <span class="unseen">Share</span>
          </th>
          <th scope="col" class="number">
            Bytes
          </th>
        </tr>
      </thead>
      <tbody>
        {parts
          .toSorted((a, b) => b.bytes - a.bytes)
          .map(({ name, bytes }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="bytes-bar">
                <ShareBar share={bytes / largest} />
              </td>
              <td class="number">{formatBytes(bytes)}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
