import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { assemblyScript } from './scripts/assemblyScript.mjs';
import { moduleSource } from './scripts/bundleModule.ts';

/** Recipes, icons and the runtime that tfjs loads are kept too: after the first visit everything works without a network. */
const KEPT_OFFLINE = ['**/*.{js,css,html,wasm,json,svg,png,woff2}'];
const LARGEST_KEPT_BYTES = 8 * 1024 * 1024;

export default defineConfig({
  // Relative, so that the site works from any folder of any host.
  base: './',
  plugins: [
    svelte(),
    assemblyScript(),
    moduleSource(),
    VitePWA({
      registerType: 'prompt',
      injectRegister: null,
      manifest: {
        name: 'Lathe',
        short_name: 'Lathe',
        description: 'An in-browser machine-learning studio: your data never leaves this page',
        start_url: './',
        scope: './',
        display: 'standalone',
        background_color: '#15191a',
        theme_color: '#15191a',
        icons: [
          { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' },
          { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
      workbox: {
        globPatterns: KEPT_OFFLINE,
        maximumFileSizeToCacheInBytes: LARGEST_KEPT_BYTES,
        cleanupOutdatedCaches: true,
      },
    }),
  ],
  worker: { format: 'es', plugins: () => [assemblyScript(), moduleSource()] },
  // What loads when is held by scripts/pageWeight.mjs; the charts' 600 kB come with the first chart.
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
});
