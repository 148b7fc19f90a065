import { keyDefinition } from '../catalog/key-definition';
import { indexFlag, type ColumnSchema, type IndexSchema } from '../catalog/schema';
import { unicodeObstacle, type IndexDefinition } from '../keys';
import type { LiveTree } from '../live';
import { isUnicodeText } from '../values/coltyp';

/** An index in memory, one object for all sessions. */
export class IndexObject {
  readonly definition: IndexDefinition;
  readonly isPrimary: boolean;
  readonly isUnique: boolean;
  /** Cursors on which it is selected: while there are any it cannot be deleted (14 §5, F-52). */
  cursors = 0;
  /** Why its keys cannot be built, as the end of a sentence (13 §7). */
  readonly obstacle: string | undefined;
  #schema: IndexSchema;

  /** @param tree the index's own; the table's for a primary index */
  constructor(
    schema: IndexSchema,
    readonly tree: LiveTree,
  ) {
    this.#schema = schema;
    this.definition = keyDefinition(schema);
    this.isPrimary = schema.isPrimary;
    this.isUnique = schema.isUnique;
    const hasUnicode = schema.segments.some(({ column }) => isUnicodeText(column));
    this.obstacle = hasUnicode ? unicodeObstacle(this.definition.unicode) : undefined;
  }

  get schema(): IndexSchema {
    return this.#schema;
  }

  get name(): string {
    return this.#schema.name;
  }

  /** Taken over from the template (10 §8.1). */
  get isInherited(): boolean {
    return (this.#schema.flags & indexFlag.derived) !== 0;
  }

  has(columnid: number): boolean {
    const { segments, conditional } = this.#schema;
    const isIt = ({ column }: { readonly column: ColumnSchema }): boolean => column.columnid === columnid;
    return segments.some(isIt) || conditional.some(isIt);
  }

  /** A column that it names got another name. */
  replaceColumn(column: ColumnSchema): void {
    const renamed = <T extends { readonly column: ColumnSchema }>(part: T): T =>
      part.column.columnid === column.columnid ? { ...part, column } : part;
    const { segments, conditional } = this.#schema;
    this.#schema = {
      ...this.#schema,
      segments: segments.map(renamed),
      conditional: conditional.map(renamed),
    };
  }
}

/** Names as the catalog compares them: ASCII letters without their case (10 §7). */
export function nameKey(name: string): string {
  return name.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}
