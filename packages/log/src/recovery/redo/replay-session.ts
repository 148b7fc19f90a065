import { OpenMacro } from './open-macro';
import { levelMost, VersionStore, type PageRelease } from './version-store';

/**
 * A session of the engine that wrote the log, as far as its records tell (23 §4.3). One that has not begun
 * a transaction since replay started is not active: what it did lies before the part of the log that
 * matters, and its records only count for the highest dbtime and object id.
 */
export class ReplaySession {
  isActive = false;
  /** Transaction level, 0 outside of transactions. */
  level = 0;
  trxBegin0 = 0;
  /** PrepCommit was seen: the outcome is for a coordinator to decide. */
  isPrepared = false;
  readonly versions: VersionStore;
  readonly #macros: OpenMacro[] = [];
  /** Pairs of dbid and pgno that are held until the transaction ends. */
  readonly #heldPages: number[] = [];
  readonly #release: PageRelease;

  /** @param release lets go of a page that the session has held */
  constructor(
    readonly procid: number,
    release: PageRelease = () => undefined,
  ) {
    this.#release = release;
    this.versions = new VersionStore(release);
  }

  /** dbtimes of the macros that were begun and have not ended, in the order of their beginning. */
  get openMacros(): number[] {
    return this.#macros.map((macro) => macro.dbtime);
  }

  get hasOpenMacros(): boolean {
    return this.#macros.length > 0;
  }

  get macroCount(): number {
    return this.#macros.length;
  }

  beginTransaction(levels: number, trxBegin0: number): void {
    this.isActive = true;
    this.trxBegin0 = trxBegin0;
    this.end();
    this.begin(levels);
  }

  /** Begins what is missing for `level`. */
  begin(level: number): void {
    while (this.level < Math.min(level, levelMost)) this.versions.beginLevel(++this.level);
  }

  commitTo(level: number): void {
    while (this.level > Math.max(level, 1)) this.versions.commitLevel(this.level--);
    if (level === 0) this.end();
  }

  rollback(levels: number): void {
    for (let i = 0; i < levels && this.level > 0; i++) this.versions.dropLevel(this.level--);
    if (this.level === 0) this.end();
  }

  /** The outermost transaction is over. The session stays active: it can log outside of one. */
  end(): void {
    this.level = 0;
    this.isPrepared = false;
    this.versions.clear();
    for (let i = 0; i < this.#heldPages.length; i += 2) {
      this.#release(this.#heldPages[i]!, this.#heldPages[i + 1]!);
    }
    this.#heldPages.length = 0;
  }

  /** The page is held for the session until its transaction ends. */
  holdPage(dbid: number, pgno: number): void {
    this.#heldPages.push(dbid, pgno);
  }

  beginMacro(dbtime: number, pool: OpenMacro[]): void {
    const macro = pool.pop() ?? new OpenMacro();
    macro.begin(dbtime);
    this.#macros.push(macro);
  }

  macroOf(dbtime: number): OpenMacro | undefined {
    for (const macro of this.#macros) if (macro.dbtime === dbtime) return macro;
    return undefined;
  }

  /** Takes a macro out; its memory goes back to the pool with {@link OpenMacro.giveBack}. */
  takeMacro(dbtime: number): OpenMacro | undefined {
    const index = this.#macros.findIndex((macro) => macro.dbtime === dbtime);
    return index < 0 ? undefined : this.#macros.splice(index, 1)[0];
  }
}
