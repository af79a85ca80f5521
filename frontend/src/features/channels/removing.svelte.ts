import { count, list, t } from '../../i18n/i18n.svelte';
import type {
  Channel,
  Connection,
  Removal,
  RemovalPlan,
  RemovalTarget,
  RemoveChannelRequest,
} from '../../host/api.gen';
import type { Session } from '../../desk/session.svelte';
import { wayLabel, wayName } from './ways';

type Fate = 'hand_over' | 'remove' | 'unlink';

/** What hangs on a channel, in the order in which it is told. */
const hanging = ['open', 'closed', 'groups', 'queued', 'unsure', 'files'] as const;

/** Whether a removal works on a channel now, so that nothing else may. */
export const busy = (removals: readonly Removal[], channel: number): boolean =>
  removals.some((r) => r.until === 0 && (r.channel === channel || r.target === channel));

/** The choices by which one channel is removed, and what they come to. */
export class Removing {
  plan = $state.raw<RemovalPlan | null>(null);
  /** The channel that takes everything; 0 archives. */
  target = $state(0);
  /** Connections that become reserves of the target. */
  stays = $state<Record<number, boolean>>({});
  /** Connections whose session also ends on the telephone. */
  unlinks = $state<Record<number, boolean>>({});

  constructor(
    readonly session: Session,
    readonly channel: Channel,
  ) {}

  /** Reads what hangs on the channel. What is linked stays reachable unless the operator says otherwise. */
  async load(): Promise<boolean> {
    const plan = await this.session.call('Channels.PlanRemoval', { id: this.channel.id });
    if (!plan) return false;
    const targets = plan.targets.filter((x) => !busy(this.session.removals, x.channel));
    this.plan = { ...plan, targets };
    this.target = targets[0]?.channel ?? 0;
    this.stays = Object.fromEntries(this.connections.map((c) => [c.id, c.number !== '']));
    return true;
  }

  get connections(): Connection[] {
    return this.session.connections.filter((c) => this.plan?.connections.includes(c.id));
  }

  get targets(): readonly RemovalTarget[] {
    return this.plan?.targets ?? [];
  }

  /** A session that a telephone lists among its devices. */
  unlinkable(c: Connection): boolean {
    return !c.official && c.number !== '' && Object.keys(c.config).length === 0;
  }

  fate(c: Connection): Fate {
    if (this.target > 0 && this.stays[c.id]) return 'hand_over';
    return this.unlinks[c.id] && this.unlinkable(c) ? 'unlink' : 'remove';
  }

  /** What hangs on the channel, in words; what there is none of is not told. */
  get hangs(): string[] {
    return hanging.flatMap((what) => {
      const n = this.plan?.counts[what] ?? 0;
      return n > 0 ? [count(`remove.count.${what}`, n)] : [];
    });
  }

  /** What is to be known of a target: that nothing leaves it now, and what cannot be done there any more. */
  warning(target: RemovalTarget): string {
    const health = this.session.channel(target.channel)?.health ?? 'off';
    const down = !['online', 'connecting', 'retrying'].includes(health);
    return [down ? t('remove.targetDown') : '', this.#lacks(target)].filter(Boolean).join(' ');
  }

  /** Empty where every connection goes there too. */
  #lacks(target: RemovalTarget): string {
    if (this.connections.every((c) => this.stays[c.id])) return '';
    if (target.lacks.length === 0) return t('remove.lacksNothing');
    return t('remove.lacks', {
      list: list(
        target.lacks.map((what) => t(`lack.${what}` as 'lack.text')),
        'or',
      ),
    });
  }

  /** Everything that will have happened, in one sentence. */
  get outcome(): string {
    const n = (['open', 'closed', 'groups'] as const).reduce((sum, what) => sum + (this.plan?.counts[what] ?? 0), 0);
    const name = this.session.nameOf(this.target);
    const fates = { hand_over: 'remove.handed', remove: 'remove.left', unlink: 'remove.unlinked' } as const;
    const parts = this.connections.map((c) => t(fates[this.fate(c)], { way: this.#short(c), name }));
    if (n > 0) parts.unshift(count(this.target > 0 ? 'remove.moves' : 'remove.stays', n, { name }));
    parts.push(...this.#ends());
    return parts.length > 0 ? `${list(parts, 'and')}.` : '';
  }

  /** What comes to its end with the channel, or with a connection that leaves. */
  #ends(): string[] {
    const { queued = 0, files = 0 } = this.plan?.counts ?? {};
    const leaves = this.connections.some((c) => this.fate(c) !== 'hand_over');
    return [
      this.target === 0 && queued > 0 ? count('remove.notSent', queued) : '',
      leaves && files > 0 ? t('remove.notFetched') : '',
    ].filter(Boolean);
  }

  /** Without its number where it is the only one of its kind. */
  #short(c: Connection): string {
    return this.connections.some((o) => o.id !== c.id && o.kind === c.kind) ? wayLabel(c) : wayName(c.kind);
  }

  /** What can be taken back, and what cannot. */
  get undoing(): string {
    const lost = this.connections.some((c) => this.fate(c) === 'unlink');
    return t(lost ? 'remove.undoableExcept' : 'remove.undoable');
  }

  get request(): RemoveChannelRequest {
    const fates = this.connections.map((c) => ({ connection: c.id, fate: this.fate(c) }));
    return { channel: this.channel.id, target: this.target, fates };
  }

  async remove(): Promise<boolean> {
    return (await this.session.call('Channels.Remove', this.request)) !== undefined;
  }
}

/** How far a removal has come: the step it is in, of how many. Null while it is taken back, which has no steps. */
export function progress(r: Removal): { n: number; of: number } | null {
  const steps = ['draining', 'moving', 'handing', 'unlinking'].filter(
    (step) => (step !== 'moving' || r.target > 0) && (step !== 'unlinking' || r.unlinked.length > 0),
  );
  const at = steps.indexOf(r.state);
  return at < 0 ? null : { n: at + 1, of: steps.length };
}
