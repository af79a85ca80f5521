import type { Page } from '@playwright/test';
import { Refusal } from '../src/host/host';
import { everyday } from './answers';
import type { Answers } from './fake';
import { fault } from './house';
import type { SheetName } from './sheets';
import * as talks from './talks';

/** A state of the page that anybody can open, and that is compared with its picture. */
export interface Story {
  id: string;
  /** Where the page stands. */
  place?: string;
  answers?: Answers;
  /** Drawn instead of the page: the small parts in all their states. */
  sheet?: SheetName;
  /** What an operator does before the picture is taken. */
  steps?: (page: Page) => Promise<void>;
  /** The components, below src, that can be looked at here. */
  shows: string[];
}

/** A ticket on screen, with its list beside it. */
export const inbox = '#/atendimento/pendentes';
export const talk = `${inbox}/1`;

/** What an everyday program says, with a talk and with other answers. */
export const said = (messages = talks.everyday, over: Answers = {}): Answers => ({ ...everyday(messages), ...over });

/** An answer that is none. */
export const refuse = (code: string, params: Record<string, string> = {}): never => {
  throw new Refusal(fault(code, params));
};

/** Presses the first button of a name. */
export const press = (page: Page, name: string | RegExp): Promise<void> =>
  page
    .getByRole('button', { name, exact: typeof name === 'string' })
    .first()
    .click();

export const keys = (page: Page, combination: string): Promise<void> => page.keyboard.press(combination);
