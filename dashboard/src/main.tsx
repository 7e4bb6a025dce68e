/** Starts the application. */
import './figures/known-language.ts';
import { render } from 'preact';
import { App } from './app.tsx';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/panels.css';
import './styles/controls.css';
import './styles/tables.css';
import './styles/dialogs.css';
import './styles/charts.css';

const page = document.getElementById('page');
if (page) render(<App />, page);
