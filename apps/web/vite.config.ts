import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = `http://localhost:${process.env['ATTUNE_PORT'] ?? '3000'}`;

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('../../dist/web', import.meta.url)),
    emptyOutDir: true,
    // Inlined data: URLs would have to be allowed by the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
  server: {
    port: Number(process.env['ATTUNE_WEB_PORT'] ?? '5173'),
    // The server answers only pages of its own origin, so the browser's Host header goes on as it is.
    proxy: { '/api': { target: server, changeOrigin: false }, '/socket.io': { target: server, ws: true, changeOrigin: false } },
  },
});
