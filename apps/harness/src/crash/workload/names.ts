import type { ColumnKind, ModelColumn } from '../model/changes';
import type { ModelTable } from '../model/state';
import type { ModelValue } from '../model/values';

/** The columns of a table as a session sees them. */
interface SeenColumn {
  readonly name: string;
  readonly columnid: number;
}

/** Gives numbers to tables and columns, and knows which of the engine's ids they have in this run. */
export class Names {
  #next = 1;
  readonly #tables = new Map<string, number>();
  readonly #columns = new Map<string, ModelColumn>();

  next(): number {
    return this.#next++;
  }

  column(name: string, kind: ColumnKind, value: ModelValue = null): ModelColumn {
    return { number: this.next(), name, kind, default: value };
  }

  /** Another run may give the ids to others, if nothing durable had them. */
  forgetIds(): void {
    this.#tables.clear();
    this.#columns.clear();
  }

  tableOf(path: string, objid: number): number | undefined {
    return this.#tables.get(`${path}/${objid}`);
  }

  noteTable(path: string, objid: number, number: number): void {
    this.#tables.set(`${path}/${objid}`, number);
  }

  noteColumn(table: number, columnid: number, column: ModelColumn): void {
    this.#columns.set(`${table}/${columnid}`, column);
  }

  /** The model's columns of what a session sees; ones of an earlier run are found by name. */
  columnsOf(table: number, seen: readonly SeenColumn[], model: ModelTable | undefined): ModelColumn[] {
    return seen.flatMap(({ name, columnid }) => {
      const known = this.#columns.get(`${table}/${columnid}`);
      if (known !== undefined) return [known];
      const found = [...(model?.columns.values() ?? [])].find((column) => column.name === name);
      if (found !== undefined) this.noteColumn(table, columnid, found);
      return found === undefined ? [] : [found];
    });
  }
}
