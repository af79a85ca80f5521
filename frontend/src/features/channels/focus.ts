import { tick } from 'svelte';

/** Leads the focus to the first field in a form that is wrong, if there is one. */
export async function toWrong(form: HTMLElement): Promise<void> {
  await tick();
  form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
