/** Light or dark: the system's preference until the reader chooses. */
import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';

export type Theme = 'light' | 'dark';

const SYSTEM_DARK = '(prefers-color-scheme: dark)';

export const ThemeContext = createContext<Theme>('light');

/** The present theme: charts, whose colours are not of the style sheet, are drawn anew when it changes. */
export function useTheme(): Theme {
  return useContext(ThemeContext);
}

export function useThemeChoice(): { readonly theme: Theme; readonly toggle: () => void } {
  const [theme, setTheme] = useState(presentTheme);
  useEffect(() => {
    const system = matchMedia(SYSTEM_DARK);
    const onChange = () => setTheme(presentTheme());
    system.addEventListener('change', onChange);
    return () => system.removeEventListener('change', onChange);
  }, []);
  const toggle = () => {
    const next = theme === 'dark' ? 'light' : 'dark';
    choose(next);
    setTheme(next);
  };
  return { theme, toggle };
}

function presentTheme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia(SYSTEM_DARK).matches ? 'dark' : 'light';
}

/** Kept for the next visit, which public/theme.js reads before the first paint. */
function choose(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem('theme', theme);
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
}
