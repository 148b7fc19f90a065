/** Transaction levels in which things of a cursor were done last: what a rollback takes back (14 §1). */
export class CursorLevels {
  opened: number;
  /** The secondary index was selected. */
  selected: number;
  /** The cursor moved along its index. */
  moved: number;
  /** With a secondary index: the record was gone to by itself. */
  record: number;

  constructor(level: number) {
    this.opened = level;
    this.selected = level;
    this.moved = level;
    this.record = level;
  }

  /** What belonged to a level that is committed belongs to the one below. */
  committed(levelTo: number): void {
    this.opened = Math.min(this.opened, levelTo);
    this.selected = Math.min(this.selected, levelTo);
    this.moved = Math.min(this.moved, levelTo);
    this.record = Math.min(this.record, levelTo);
  }
}
