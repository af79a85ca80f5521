import { mount } from 'svelte';
import App from './App.svelte';
import { browserHost } from './host/http';
import { toolkit, windowHost } from './host/wails';
import { words } from './i18n/i18n.svelte';
import './styles/tokens.css';
import './styles/base.css';

const runtime = toolkit();
const host = runtime ? windowHost(runtime) : browserHost();

// Nothing can be said before the words are there.
await words.fetch();
mount(App, { target: document.getElementById('app')!, props: { host } });
