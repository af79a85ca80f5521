import { expect, type Page } from '@playwright/test';

/** Where the focus is: `id` names the element (0 is nowhere), `group` the roving group it belongs to (0 is none). */
interface Stop {
  id: number;
  group: number;
  arrows: [string, string];
  holds: boolean;
  /** The group that a field outside it searches or filters; 0 is none. */
  above: number;
}

/**
 * Walks a screen from the first to the last tab stop and through every group that is walked with the arrows. Fails when
 * something that can be worked never gets the focus, when nothing shows that it has it, or when it lies out of sight then.
 * `settled` waits for what a step through a group has changed.
 */
export async function walkAll(page: Page, where: string, settled?: () => Promise<void>): Promise<void> {
  await begin(page, {});
  const groups = new Set<number>();
  const seen = new Set<number>();
  // One whole round without anything new is the end: a step through a group may have changed what came before.
  for (let steps = 0, newest = 0; steps < 300; steps++) {
    await page.keyboard.press('Tab');
    const stop = await note(page);
    if (stop.id === 0) continue;
    if (stop.id === newest) break;
    if (!seen.has(stop.id)) newest = stop.id;
    seen.add(stop.id);
    if (stop.group === 0 || groups.has(stop.group)) continue;
    groups.add(stop.group);
    await walkGroup(page, stop);
    await settled?.();
  }
  await expectComplete(page, where);
}

/** Walks an open menu or list with the arrows alone, because Tab would leave it. */
export async function walkMenu(page: Page, where: string): Promise<void> {
  await begin(page, { keep: true });
  const stop = await note(page);
  expect(stop.group, `${where} has the focus when it opens`).not.toBe(0);
  await walkGroup(page, stop);
  await expectComplete(page, where, '[role=menuitem]');
}

/** Both ways through a group, until the focus comes round or stays. */
async function walkGroup(page: Page, from: Stop): Promise<void> {
  let here = from;
  if (here.holds) await walkInside(page, here);
  for (const arrow of from.arrows) {
    const seen = new Set([here.id]);
    // A line that cannot have the focus costs a step, so that one step without effect is not the end.
    for (let idle = 0; idle < 3;) {
      await page.keyboard.press(arrow);
      await drawn(page);
      const next = await note(page);
      if (next.above === from.group) {
        // The end of a list leads to the field that searches it, and from there back.
        await page.keyboard.press('ArrowDown');
        expect((await note(page)).group, 'ArrowDown goes back into the list').toBe(from.group);
        break;
      }
      expect(next.group, `${arrow} stays inside its group`).toBe(from.group);
      if (next.id === here.id) {
        idle++;
        continue;
      }
      if (seen.has(next.id)) return;
      seen.add(next.id);
      here = next;
      idle = 0;
      if (here.holds) await walkInside(page, here);
    }
  }
}

/** The stops inside one item of a group, and back to the item. */
async function walkInside(page: Page, item: Stop): Promise<void> {
  let steps = 0;
  for (let inside = true; inside && steps < 20; steps++) {
    await page.keyboard.press('Tab');
    await note(page);
    inside = await page.evaluate((id) => window.walk.of(id)?.contains(document.activeElement) === true, item.id);
  }
  for (; steps > 0; steps--) await page.keyboard.press('Shift+Tab');
  await drawn(page);
  expect((await note(page)).id, 'Shift+Tab goes back the way that Tab came').toBe(item.id);
}

/** Two frames: the page moves the focus in one after the key. */
function drawn(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  );
}

function note(page: Page): Promise<Stop> {
  return page.evaluate(() => window.walk.note());
}

async function expectComplete(page: Page, where: string, only?: string): Promise<void> {
  const { missed, dull, hidden } = await page.evaluate((only) => window.walk.end(only), only);
  expect.soft(missed, `never reached on ${where}`).toEqual([]);
  expect.soft(dull, `nothing shows the focus on ${where}`).toEqual([]);
  expect.soft(hidden, `out of sight with the focus on ${where}`).toEqual([]);
}

/** What runs inside the page. */
interface Walk {
  of(id: number): Element | undefined;
  note(): Stop;
  end(only?: string): { missed: string[]; dull: string[]; hidden: string[] };
}

declare global {
  interface Window {
    walk: Walk;
  }
}

/** Starts noting. The looks of everything without the focus are kept, to be compared with those with it. */
function begin(page: Page, how: { keep?: boolean }): Promise<void> {
  return page.evaluate(({ keep }) => {
    const workable =
      'a[href],button,input:not([type=hidden]),select,textarea,summary,audio[controls],video[controls],' +
      '[contenteditable=true],[role=tab],[role=option],[role=menuitem],[role=button],[role=link],[role=switch],' +
      '[role=separator][tabindex],[tabindex]:not([tabindex="-1"])';
    const roving = '[role=tablist],[role=menu],[role=listbox],[role=list],section.messages';
    const all: Element[] = [];
    const reached = new Set<Element>();
    const dull = new Set<Element>();
    const hidden = new Set<Element>();
    const plain = new Map<Element, string>();
    let last: { element: Element; looks: string } | null = null;

    const id = (element: Element): number => {
      if (!all.includes(element)) all.push(element);
      return all.indexOf(element) + 1;
    };
    const name = (e: Element): string =>
      `${e.tagName.toLowerCase()}.${[...e.classList].filter((c) => !c.startsWith('svelte-')).join('.')} ` +
      (e.getAttribute('aria-label') ?? (e.textContent.trim() || e.getAttribute('placeholder') || e.id)).slice(0, 60);
    const looks = (e: Element): string =>
      [e, e.nextElementSibling, e.parentElement, e.parentElement?.parentElement]
        .filter((x) => x instanceof Element)
        .map((x) => {
          const s = getComputedStyle(x);
          const outline = s.outlineStyle === 'none' || parseFloat(s.outlineWidth) === 0 ? '' : s.outline;
          return `${outline}|${s.boxShadow}`;
        })
        .join('\n');
    const shown = (e: Element): boolean =>
      e.checkVisibility({ visibilityProperty: true }) &&
      !e.closest('[inert],[aria-hidden=true]') &&
      !e.matches(':disabled') &&
      e.getBoundingClientRect().width > 0;
    const field = (): ParentNode => document.querySelector('dialog:modal') ?? document;
    const groupOf = (e: Element): Element | null =>
      e instanceof HTMLInputElement && e.type === 'radio' ? e.closest('fieldset') : e.closest(roving);
    const inSight = (e: Element): boolean => {
      const box = e.getBoundingClientRect();
      const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
      const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
      const top = document.elementFromPoint(x, y);
      for (let at = e.parentElement; at; at = at.parentElement) {
        const frame = at.getBoundingClientRect();
        const cut = getComputedStyle(at).overflowY !== 'visible' && (y < frame.top || y > frame.bottom);
        if (cut) return false;
      }
      return top !== null && (e.contains(top) || top.contains(e) || e.parentElement?.contains(top) === true);
    };

    if (!keep && document.activeElement instanceof HTMLElement) document.activeElement.blur();
    for (const e of field().querySelectorAll(workable)) if (e !== document.activeElement) plain.set(e, looks(e));

    window.walk = {
      of: (n) => all[n - 1],
      note() {
        const e = document.activeElement;
        if (last && last.element !== e && !plain.has(last.element) && last.element.isConnected) {
          if (looks(last.element) === last.looks) dull.add(last.element);
        }
        last = null;
        if (!e || e === document.body || e === document.documentElement)
          return { id: 0, group: 0, arrows: ['', ''], holds: false, above: 0 };
        const chosen = document.getElementById(e.getAttribute('aria-activedescendant') ?? '');
        if (chosen && !reached.has(chosen)) {
          reached.add(chosen);
          if (!inSight(chosen)) hidden.add(chosen);
        }
        if (!reached.has(e)) {
          reached.add(e);
          last = { element: e, looks: looks(e) };
          if (plain.get(e) === last.looks) dull.add(e);
          if (!inSight(e)) hidden.add(e);
        }
        const listed = document.getElementById(e.getAttribute('aria-controls') ?? '');
        const group = chosen && listed ? listed : groupOf(e);
        const across = group?.matches('[role=tablist]') === true;
        return {
          id: id(chosen ?? e),
          group: group ? id(group) : 0,
          arrows: across ? ['ArrowRight', 'ArrowLeft'] : ['ArrowUp', 'ArrowDown'],
          holds: e.matches('article'),
          above: !chosen && listed ? id(listed) : 0,
        };
      },
      end(only) {
        const missed = [...field().querySelectorAll(only ?? workable)].filter((e) => shown(e) && !reached.has(e));
        return { missed: missed.map(name), dull: [...dull].map(name), hidden: [...hidden].map(name) };
      },
    };
  }, how);
}
