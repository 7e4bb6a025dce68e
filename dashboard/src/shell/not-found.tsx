/** For an address that is no page. */
import { EmptyNote } from '../parts/panel.tsx';

export function NotFound() {
  return (
    <EmptyNote>
      There is no page at this address. <a href="/">Go to what happens now.</a>
    </EmptyNote>
  );
}
