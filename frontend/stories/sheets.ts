import type { Component } from 'svelte';
import Parts from './sheets/Parts.svelte';

/** The small parts, many on one sheet. */
export const sheets = { parts: Parts } satisfies Record<string, Component>;

export type SheetName = keyof typeof sheets;
