import { mount } from 'svelte';
import { registerSW } from 'virtual:pwa-register';
import App from './app/App.svelte';
import { pageStatus } from './app/pageStatus.svelte.ts';
import { i18n } from './messages/current.svelte.ts';
import './ui/kit/base.css';
import { theme } from './ui/kit/theme.svelte.ts';

theme.start();
await i18n.start();

const target = document.getElementById('app');
if (target) mount(App, { target });

const update = registerSW({
  onNeedRefresh: () => {
    pageStatus.applyUpdate = () => void update(true);
  },
});
