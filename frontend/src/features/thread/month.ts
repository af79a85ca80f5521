/** A month as a calendar draws it. */
export interface Month {
  id: string;
  year: number;
  /** From 0. */
  month: number;
  title: string;
  days: number;
  /** The day of the week with which a row begins, 0 = Sunday, and how many of the first row come before the month. */
  firstDay: number;
  lead: number;
  weekdays: string[];
}

/** The month of a day, in a language. */
export function month(day: Date, language: string): Month {
  const [year, at] = [day.getFullYear(), day.getMonth()];
  const firstDay = language === 'es' ? 1 : 0;
  const name = new Intl.DateTimeFormat(language, { weekday: 'narrow' });
  return {
    id: `${year}-${at}`,
    year,
    month: at,
    title: new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric' }).format(day),
    days: new Date(year, at + 1, 0).getDate(),
    firstDay,
    lead: (new Date(year, at, 1).getDay() - firstDay + 7) % 7,
    // The first of February 2026 is a Sunday.
    weekdays: Array.from({ length: 7 }, (_, i) => name.format(new Date(2026, 1, 1 + firstDay + i))),
  };
}

/** Where each day of a month begins, and where the last one ends: a day need not have 24 hours. */
export function edges({ year, month, days }: Month): number[] {
  return Array.from({ length: days + 1 }, (_, i) => new Date(year, month, i + 1).getTime());
}
