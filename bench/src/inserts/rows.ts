/** The table of B8, the same on both sides: an integer key, a text, a value of 300 bytes, an indexed integer. */
export interface InsertedRow {
  readonly id: number;
  readonly name: string;
  readonly value: Uint8Array;
  readonly place: number;
}

/** Rows per transaction of a bulk insert. */
export const rowsPerTransaction = 1000;

const value = new Uint8Array(300);
for (let i = 0; i < value.length; i++) value[i] = (i * 37) & 0xff;

/** A prime, so that places come in no order and none twice. */
const places = 1_000_003;

/** Keys ascend; the places of the secondary index come in no order. */
export function insertedRow(id: number): InsertedRow {
  return { id, name: `the name of row ${id}`, value, place: (id * 7919) % places };
}
