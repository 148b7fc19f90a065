/** How often things happened: operations, faults, crash points, errors. */
export class Tally {
  readonly #counts = new Map<string, Map<string, number>>();

  count(group: string, name: string, times = 1): void {
    let names = this.#counts.get(group);
    if (names === undefined) this.#counts.set(group, (names = new Map()));
    names.set(name, (names.get(name) ?? 0) + times);
  }

  /** Names that have to occur, so that one that does not is seen. */
  expect(group: string, names: Iterable<string>): void {
    for (const name of names) this.count(group, name, 0);
  }

  /** Names of a group that never occurred. */
  missing(group: string): string[] {
    return [...(this.#counts.get(group) ?? [])].filter(([, times]) => times === 0).map(([name]) => name);
  }

  add(other: TallyFigures): void {
    for (const [group, names] of Object.entries(other)) {
      for (const [name, times] of Object.entries(names)) this.count(group, name, times);
    }
  }

  get figures(): TallyFigures {
    return Object.fromEntries(
      Array.from(this.#counts, ([group, names]) => [group, Object.fromEntries(names)]),
    );
  }

  /** Lines of a table, group by group. */
  lines(): string[] {
    return [...this.#counts].flatMap(([group, names]) => [
      `${group}:`,
      ...Array.from(names, ([name, times]) => `  ${String(times).padStart(9)}  ${name}`).sort(byName),
    ]);
  }
}

/** Counts by group and name, as one process hands them to another. */
export type TallyFigures = Readonly<Record<string, Readonly<Record<string, number>>>>;

function byName(a: string, b: string): number {
  return a.slice(12) < b.slice(12) ? -1 : 1;
}
