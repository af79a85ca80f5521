import { expect, type Page } from '@playwright/test';
import { Desk } from './desk';
import type { Hand } from './hand';
import { expectMarks, noteMarks } from './marks';
import { call, scan } from './phone';

/** A customer of the practice script, whose telephone confirms no more than a test wants, so that every mark can be seen. */
export const bruno = { number: '5511955500205', name: 'Bruno Tavares' };

/** What is done with each screen on the way: pictures and checks, or nothing. */
export type Look = (page: Page, name: string) => Promise<void>;

/** Connects the practice phone by the QR code on the screen. */
export async function pairByCamera(desk: Desk, look: Look): Promise<void> {
  await desk.startInstance('Loja', 'qr');
  await expect(desk.qr).toBeVisible();
  await look(desk.page, 'qr');
  await scan(desk.page, desk.qr);
  await desk.expectConnected();
}

/** Connects the practice phone by the code that is typed on it. */
export async function pairByCode(desk: Desk, look: Look): Promise<void> {
  await desk.startInstance('Loja', 'code');
  await expect(desk.code).toHaveText(/^[A-Z0-9]{4}-?[A-Z0-9]{4}$/);
  await look(desk.page, 'code');
  await call(desk.page, 'Practice.EnterCode', { code: (await desk.code.innerText()).trim() });
  await desk.expectConnected();
}

/** Keeps Bruno's telephone from confirming more than this. */
async function hold(page: Page, at: 'sent' | 'delivered' | ''): Promise<void> {
  await call(page, 'Practice.Hold', { customer: bruno.number, at });
}

/** From the first message of a customer to a closed ticket and back. */
export async function answerFirst(page: Page, hand: Hand, look: Look): Promise<void> {
  const desk = new Desk(page, hand);
  await call(page, 'Practice.Write', { customer: bruno.number, text: 'Oi, tem bolo de cenoura?' });
  await desk.showInbox();
  await expect(desk.tab('pending')).toContainText(/[1-9]/);
  // The list shows his last words; his part of the script may have come since.
  await expect(desk.row(bruno.name)).toContainText(/Oi, tem bolo de cenoura\?|vcs entregam na vila mariana\?/);
  await look(page, 'pending');

  await desk.open(bruno.name);
  await expect(desk.message('Oi, tem bolo de cenoura?')).toBeVisible();
  await look(page, 'conversation');

  await noteMarks(page);
  await hold(page, 'sent');
  const text = 'Oi, Bruno! Temos sim, fresquinho.';
  await desk.answer(text);
  const sent = desk.message(text);
  for (const [status, next] of [
    ['sent', 'delivered'],
    ['delivered', ''],
    ['read', ''],
  ] as const) {
    await expect(sent).toHaveAttribute('data-status', status);
    await hold(page, next);
  }
  await expectMarks(page, (await sent.getAttribute('data-message'))!);
  await look(page, 'read');
  // He answers in two lines; a line after the ticket was closed would open it again.
  await expect(desk.message('quero 2 fatias')).toBeVisible();

  await desk.closeTicket();
  await desk.undo();
  await desk.expectMoved(bruno.name, 'closed', 'open');
  await look(page, 'undone');

  await desk.open(bruno.name);
  // Until it is on screen, the button closes the one that is.
  await expect(page.getByRole('main').getByRole('heading', { name: bruno.name })).toBeVisible();
  await desk.closeTicket();
  await desk.expectMoved(bruno.name, 'open', 'closed');
  await look(page, 'closed');
}
