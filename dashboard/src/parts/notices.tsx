/** Short messages about what has just been done, at the edge of the window and read aloud. */
import { type ComponentChildren, createContext } from 'preact';
import { useCallback, useContext, useState } from 'preact/hooks';
import { Icon } from '../shell/icon.tsx';

type NoticeKind = 'done' | 'failed';

interface Notice {
  readonly id: number;
  readonly kind: NoticeKind;
  readonly text: string;
}

type Say = (text: string, kind?: NoticeKind) => void;

const NoticeContext = createContext<Say>(() => undefined);
const SHOWN_MS = 6_000;
const SHOWN_FAILED_MS = 15_000;
const MOST_SHOWN = 4;

let lastId = 0;

/** The way to tell the reader what an action has done. */
export function useNotice(): Say {
  return useContext(NoticeContext);
}

export function Notices({ children }: { readonly children: ComponentChildren }) {
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const remove = useCallback((id: number) => setNotices((all) => all.filter((notice) => notice.id !== id)), []);
  const say = useCallback<Say>(
    (text, kind = 'done') => {
      lastId += 1;
      const notice = { id: lastId, kind, text };
      setNotices((all) => [...all, notice].slice(-MOST_SHOWN));
      setTimeout(() => remove(notice.id), kind === 'failed' ? SHOWN_FAILED_MS : SHOWN_MS);
    },
    [remove],
  );
  return (
    <NoticeContext.Provider value={say}>
      {children}
      <div class="notices" role="log" aria-label="Messages" aria-live="polite">
        {notices.map(({ id, kind, text }) => (
          <p key={id} class={`notice notice-${kind}`}>
            <span>{text}</span>
            <button type="button" class="plain-icon" onClick={() => remove(id)} aria-label="Close this message">
              <Icon name="close" />
            </button>
          </p>
        ))}
      </div>
    </NoticeContext.Provider>
  );
}
