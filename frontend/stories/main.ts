import { mount } from 'svelte';
import App from '../src/App.svelte';
import { words } from '../src/i18n/i18n.svelte';
import { fetchParts } from '../src/ui/part.svelte';
import '../src/styles/tokens.css';
import '../src/styles/base.css';
import { FakeHost } from './fake';
import { sheets } from './sheets';
import { stories } from './stories';

const id = new URLSearchParams(location.search).get('story');
const story = stories.find((one) => one.id === id);
if (!story) throw new Error(`there is no story ${String(id)}`);

// Nothing comes later than the rest, so that a picture shows all of it.
await fetchParts();
await words.fetch('pt-BR');
words.use('pt-BR');
const target = document.getElementById('app')!;
if (story.sheet) {
  mount(sheets[story.sheet], { target });
} else {
  const host = new FakeHost(story.answers ?? {});
  location.hash = story.place ?? '#/atendimento/pendentes';
  mount(App, { target, props: { host } });
  Object.assign(globalThis, { host });
}
