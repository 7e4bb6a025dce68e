/** Starts the page. */
import './figures/known-language.ts';
import { render } from 'preact';
import { App } from './app.tsx';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/panels.css';
import './styles/figures.css';
import './styles/lists.css';
import './styles/pipeline.css';
import './styles/controls.css';
import './styles/charts.css';

const page = document.getElementById('page');
if (page) render(<App />, page);
