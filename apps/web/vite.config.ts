import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = `http://localhost:${process.env['ATTUNE_PORT'] ?? '3000'}`;

const PATIENT_TEXTS = ['common', 'join', 'call', 'receipt'];

function textsOf(id: string): string {
  const [, language = '', namespace = ''] = /\/locales\/(\w+)\/(\w+)\.json$/.exec(id) ?? [];
  return `texts-${language}-${PATIENT_TEXTS.includes(namespace) ? 'patient' : 'clinician'}`;
}

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('../../dist/web', import.meta.url)),
    emptyOutDir: true,
    // Inlined data: URLs would have to be allowed by the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        // One file of texts for patients and one for clinicians, in each language; see ui/i18n.ts.
        codeSplitting: { groups: [{ test: /\/locales\/\w+\/\w+\.json$/, name: textsOf }] },
      },
    },
  },
  server: {
    port: Number(process.env['ATTUNE_WEB_PORT'] ?? '5173'),
    // The server answers only pages of its own origin, so the browser's Host header goes on as it is.
    proxy: { '/api': { target: server, changeOrigin: false }, '/socket.io': { target: server, ws: true, changeOrigin: false } },
  },
});
