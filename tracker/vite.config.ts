/** Builds the tracker twice into dist/: a script for a tag (`--mode script`), and a module for bundlers (`--mode module`). */
import { defineConfig, type LibraryOptions } from 'vite';

const SCRIPT: LibraryOptions = {
  entry: 'src/script-tag.ts',
  formats: ['iife'],
  name: 'millraceTracker',
  fileName: () => 'tracker.js',
};
const MODULE: LibraryOptions = { entry: 'src/create-tracker.ts', formats: ['es'], fileName: () => 'create-tracker.js' };

export default defineConfig(({ mode }) => ({
  build: { target: 'es2020', emptyOutDir: mode === 'module', lib: mode === 'script' ? SCRIPT : MODULE },
}));
