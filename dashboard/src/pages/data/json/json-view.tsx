/** JSON text as it stands, with the bad place marked and said. */
import { jsonLayout } from './json-lines.ts';

interface JsonViewProps {
  readonly title: string;
  readonly text: string;
  /** The place to mark; '' marks none. */
  readonly pointer?: string;
  /** What is wrong there. */
  readonly note?: string;
}

/** Longer texts would hold up the page; they can still be mended and tried. */
const MOST_LINES = 2_000;
const LONGEST_LINE = 2_000;

export function JsonView({ title, text, pointer = '', note }: JsonViewProps) {
  const { lines, isFound, isJson } = jsonLayout(text, pointer);
  const shown = lines.slice(0, MOST_LINES);
  return (
    <figure class="json">
      <figcaption>
        {title}
        {!isJson && ' – this is no JSON'}
        {isJson && !isFound && (
          <>
            {' '}
            – <code>{pointer}</code> is missing
          </>
        )}
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard. */}
      <section tabIndex={0} aria-label={title}>
        <pre>
          {shown.map((line, index) => (
            <JsonLineText key={index} text={cutShort(line.text)} isMarked={line.isMarked} note={note} />
          ))}
          {lines.length > shown.length && '…'}
        </pre>
      </section>
    </figure>
  );
}

function JsonLineText({ text, isMarked, note }: { text: string; isMarked: boolean; note: string | undefined }) {
  return isMarked ? (
    <>
      <mark title={note}>{text}</mark>
      {'\n'}
    </>
  ) : (
    <>
      {text}
      {'\n'}
    </>
  );
}

function cutShort(text: string): string {
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text;
}
