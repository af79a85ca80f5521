import { mount } from 'svelte';
import App from './App.svelte';
import { browserHost } from './host/http';
import { toolkit, windowHost } from './host/wails';
import './styles/tokens.css';
import './styles/base.css';

const runtime = toolkit();
const host = runtime ? windowHost(runtime) : browserHost();

mount(App, { target: document.getElementById('app')!, props: { host } });
