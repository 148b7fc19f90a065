import { JetError } from '@esekit/core';
import type { ColumnSchema } from '../catalog/schema';
import type { Session } from '../transactions';
import { nameKey } from './index-object';
import { Versioned, type VersionedOwner } from './versioned';

/**
 * The columns of a table, by name as well: adding thousands of them, one after the other, takes no longer for the
 * last than for the first.
 */
export class ColumnParts {
  readonly #owner: VersionedOwner;
  readonly #inherited: readonly ColumnSchema[];
  #own: Versioned<ColumnSchema>[] = [];
  #byName = new Map<string, Versioned<ColumnSchema>[]>();
  readonly #inheritedByName: ReadonlyMap<string, ColumnSchema>;

  /** @param inherited those of the template, which never change */
  constructor(owner: VersionedOwner, inherited: readonly ColumnSchema[], own: readonly ColumnSchema[]) {
    this.#owner = owner;
    this.#inherited = inherited;
    this.#inheritedByName = new Map(inherited.map((column) => [nameKey(column.name), column]));
    for (const column of own) this.#keep(new Versioned(owner, column), column.name);
  }

  /** The table's own, whoever sees them. */
  get own(): readonly Versioned<ColumnSchema>[] {
    return this.#own;
  }

  /** Inherited ones first, then ascending by number. */
  list(see: (part: Versioned<ColumnSchema>) => ColumnSchema | undefined): ColumnSchema[] {
    const own = this.#own.map((part) => see(part)).filter((column) => column !== undefined);
    own.sort((a, b) => a.fid - b.fid);
    return [...this.#inherited, ...own];
  }

  /** The column of a name that the session sees. */
  find(session: Session, name: string): ColumnSchema | undefined {
    const key = nameKey(name);
    for (const part of this.#byName.get(key) ?? []) {
      const column = part.seenBy(session);
      if (column !== undefined && nameKey(column.name) === key) return column;
    }
    return this.#inheritedByName.get(key);
  }

  hasFlag(session: Session, flag: number): boolean {
    if (this.#inherited.some(({ flags }) => (flags & flag) !== 0)) return true;
    return this.#own.some((part) => ((part.seenBy(session)?.flags ?? 0) & flag) !== 0);
  }

  /** Where a column of the table's own is kept. */
  part({ columnid, name }: ColumnSchema): Versioned<ColumnSchema> {
    const part = this.#own.find((own) => own.kept?.columnid === columnid);
    if (part === undefined) throw new JetError('JET_errColumnNotFound', `column ${name}`);
    return part;
  }

  add(session: Session, column: ColumnSchema): void {
    const part = new Versioned<ColumnSchema>(this.#owner, undefined);
    this.#keep(part, column.name);
    part.set(session, column);
  }

  /** Before a column gets another name. */
  noteName(part: Versioned<ColumnSchema>, name: string): void {
    const key = nameKey(name);
    const parts = this.#byName.get(key);
    if (parts === undefined) this.#byName.set(key, [part]);
    else if (!parts.includes(part)) parts.push(part);
  }

  /** Lets go of what nobody sees, now that everyone sees the same. */
  prune(): void {
    if (!this.#own.some(({ isGone }) => isGone)) return;
    const left = this.#own.filter(({ isGone }) => !isGone);
    this.#own = [];
    this.#byName = new Map();
    for (const part of left) this.#keep(part, part.newest!.name);
  }

  #keep(part: Versioned<ColumnSchema>, name: string): void {
    this.#own.push(part);
    this.noteName(part, name);
  }
}
