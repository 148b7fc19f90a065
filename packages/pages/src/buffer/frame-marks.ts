/** What a slot's page is, bit by bit. */
const changed = 1;
const pinned = 2;

/** Which slots hold changed pages, up to which place in the log, and which may not be given away. */
export class FrameMarks {
  #marks: Uint8Array;
  /** Newest log segment that changed the page; 0 when no logged operation did. */
  #segments: Float64Array;
  /** Where in the log the first of the changes that are not in the file may begin; 0 when there is none. */
  #firsts: Float64Array;
  /** The bits that keep a page where it is. */
  readonly #holding: number;
  /** Slots pinned since the last release; only the first so many count. */
  readonly #pins: number[] = [];
  #pinCount = 0;
  #changedCount = 0;
  #heldCount = 0;

  /** @param areChangesHeld whether a changed page stays, because it is never written */
  constructor(slots: number, areChangesHeld: boolean) {
    this.#marks = new Uint8Array(slots);
    this.#segments = new Float64Array(slots);
    this.#firsts = new Float64Array(slots);
    this.#holding = areChangesHeld ? pinned | changed : pinned;
  }

  get changedCount(): number {
    return this.#changedCount;
  }

  /** Slots that may not be given away. */
  get heldCount(): number {
    return this.#heldCount;
  }

  /** The smallest of the segments that changed pages need; infinite when none needs any. */
  get oldest(): number {
    let oldest = Number.POSITIVE_INFINITY;
    if (this.#changedCount === 0) return oldest;
    for (const first of this.#firsts) if (first !== 0 && first < oldest) oldest = first;
    return oldest;
  }

  isHeld(slot: number): boolean {
    return (this.#marks[slot]! & this.#holding) !== 0;
  }

  isChanged(slot: number): boolean {
    return (this.#marks[slot]! & changed) !== 0;
  }

  /** Whether the page has to be written, and nobody is in the middle of changing it. */
  isWritable(slot: number): boolean {
    return this.#marks[slot] === changed;
  }

  segmentOf(slot: number): number {
    return this.#segments[slot]!;
  }

  /** Whether the next logged change of the page is the first since it was written. */
  needsFirst(slot: number): boolean {
    return this.#firsts[slot] === 0;
  }

  firstOf(slot: number): number {
    return this.#firsts[slot]!;
  }

  setFirst(slot: number, logSegment: number): void {
    this.#firsts[slot] = logSegment;
  }

  change(slot: number, logSegment: number): void {
    if (logSegment > this.#segments[slot]!) this.#segments[slot] = logSegment;
    const marks = this.#marks[slot]!;
    if ((marks & changed) !== 0) return;
    this.#changedCount++;
    this.#set(slot, marks | changed);
  }

  pin(slot: number): void {
    const marks = this.#marks[slot]!;
    if ((marks & pinned) !== 0) return;
    this.#pins[this.#pinCount++] = slot;
    this.#set(slot, marks | pinned);
  }

  releasePins(): void {
    for (let i = 0; i < this.#pinCount; i++) {
      const slot = this.#pins[i]!;
      this.#set(slot, this.#marks[slot]! & ~pinned);
    }
    this.#pinCount = 0;
  }

  /** The page is in the file as it is here. */
  clean(slot: number): void {
    const marks = this.#marks[slot]!;
    this.#segments[slot] = 0;
    this.#firsts[slot] = 0;
    if ((marks & changed) === 0) return;
    this.#changedCount--;
    this.#set(slot, marks & ~changed);
  }

  /** The slot holds no page any more. */
  drop(slot: number): void {
    this.clean(slot);
    this.#set(slot, 0);
  }

  grow(slots: number): void {
    const marks = new Uint8Array(slots);
    marks.set(this.#marks);
    const segments = new Float64Array(slots);
    segments.set(this.#segments);
    this.#marks = marks;
    this.#segments = segments;
    const firsts = new Float64Array(slots);
    firsts.set(this.#firsts);
    this.#firsts = firsts;
  }

  #set(slot: number, marks: number): void {
    const wasHeld = this.isHeld(slot);
    this.#marks[slot] = marks;
    if (this.isHeld(slot) !== wasHeld) this.#heldCount += wasHeld ? -1 : 1;
  }
}
