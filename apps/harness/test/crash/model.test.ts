import { describe, expect, it } from 'vitest';
import { Ledger, type Entry } from '../../src/crash/model/ledger';
import type { Change } from '../../src/crash/model/changes';

const path = 'a.edb';
const table = 1;

function inserted(row: number): Entry {
  return { changes: [{ do: 'insert', path, table, row, values: new Map([[10, row]]) }], who: `row ${row}` };
}

function withTable(): Ledger {
  const ledger = new Ledger();
  const create: Change = { do: 'createTable', path, table, name: 't', columns: [], indexes: [] };
  const entry = { changes: [create], who: 'create' };
  ledger.submit(entry);
  ledger.published(entry);
  ledger.durable(entry);
  return ledger;
}

/** The rows of each state that a crash may leave. */
function rowsLeft(ledger: Ledger): number[][] {
  return Array.from(ledger.candidates(), ({ state }) => [...state.table(path, table)!.rows.keys()]);
}

describe('the ledger of commits', () => {
  it('allows every front of what was not acknowledged', () => {
    const ledger = withTable();
    for (const row of [1, 2]) ledger.submit(inserted(row));
    expect(rowsLeft(ledger)).toEqual([[], [1], [1, 2]]);
  });

  it('takes everything before an acknowledged commit to be durable, and forgets what was refused', () => {
    const ledger = withTable();
    const entries = [1, 2, 3, 4].map(inserted);
    for (const entry of entries) ledger.submit(entry);
    ledger.withdraw(entries[0]!);
    ledger.durable(entries[2]!);
    expect(rowsLeft(ledger)).toEqual([
      [2, 3],
      [2, 3, 4],
    ]);
  });

  it('goes on from the state that a crash has left', () => {
    const ledger = withTable();
    for (const row of [1, 2]) ledger.submit(inserted(row));
    ledger.settle(1);
    expect(rowsLeft(ledger)).toEqual([[1]]);
    expect([...ledger.latest.table(path, table)!.rows.keys()]).toEqual([1]);
  });
});
