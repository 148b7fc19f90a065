import type { Command, Sequence } from './commands';
import { ModelPlayer, printRow, said } from './player';
import { Subject } from './subject';
import type { ModelSession } from './versions';

/** How often each call was made, and each error reached. */
export class Tally {
  readonly calls = new Map<string, number>();
  readonly answers = new Map<string, number>();
  sequences = 0;
  levelMost = 0;

  add(call: string, answer: string): void {
    this.calls.set(call, (this.calls.get(call) ?? 0) + 1);
    if (answer.startsWith('JET_')) this.answers.set(answer, (this.answers.get(answer) ?? 0) + 1);
  }

  toString(): string {
    const lines = (counts: ReadonlyMap<string, number>): string =>
      [...counts]
        .sort(([x], [y]) => (x < y ? -1 : 1))
        .map(([name, count]) => `  ${name} ${count}`)
        .join('\n');
    return `${this.sequences} sequences, at most ${this.levelMost} levels\ncalls\n${lines(this.calls)}\nerrors and warnings\n${lines(this.answers)}`;
  }
}

class Difference extends Error {}

function same(what: string, expected: string, actual: string): void {
  if (expected !== actual) throw new Difference(`${what}\n  model:  ${expected}\n  engine: ${actual}`);
}

/** Sequences that one engine serves, one table after the other, before its database is checked. */
const sequencesMost = 40;

/** Plays sequences on the engine and on the model, and compares what they say. */
export class Arena {
  #subject: Subject | undefined;
  #played: Sequence[] = [];
  /** From the first difference on, sequences are alone, so that shorter ones fail for the same reason. */
  #isAlone = false;

  constructor(readonly tally: Tally) {}

  async play(sequence: Sequence): Promise<void> {
    const story: string[] = [];
    try {
      await this.#play(sequence, story);
    } catch (error) {
      this.#subject = undefined;
      this.#played = [];
      this.#isAlone = true;
      throw new Error(`${story.join('\n')}\n${(error as Error).message}`, { cause: error });
    }
    if (!this.#isAlone) this.tally.sequences++;
  }

  async #play(sequence: Sequence, story: string[]): Promise<void> {
    const subject = (this.#subject ??= await Subject.open());
    this.#played.push(sequence);
    subject.begin(sequence.table);
    const play = new Play(new ModelPlayer(sequence.table), subject, story, this.tally);
    for (let id = 0; id < sequence.rows; id++) {
      play.act({ call: 'insert', s: 0, c: 0, id, a: id >> 1, u: id, length: null });
    }
    for (const command of sequence.commands) play.act(command);
    if (sequence.end === 'crash') await play.crash();
    else play.end(sequence.end);
    subject.endSessions();
    if (this.#isAlone || this.#played.length === sequencesMost) await this.close();
  }

  /** Ends the engine and checks its database; when that is not right, looks for the sequence that has done it. */
  async close(): Promise<void> {
    const problems = await this.#subject?.close();
    const played = this.#played;
    this.#subject = undefined;
    this.#played = [];
    if (problems === undefined || problems.length === 0) return;
    if (!this.#isAlone) {
      this.#isAlone = true;
      for (const sequence of played) {
        await this.play(sequence).catch((error: unknown) => {
          throw new Error(`alone: ${JSON.stringify(sequence)}`, { cause: error });
        });
      }
    }
    throw new Difference(`check\n${problems.join('\n')}`);
  }
}

class Play {
  constructor(
    readonly model: ModelPlayer,
    readonly subject: Subject,
    readonly story: string[],
    readonly tally: Tally | undefined,
  ) {}

  act(asked: Command): void {
    const { model, subject, story } = this;
    const command = model.instead(asked);
    if (command === undefined) return;
    story.push(JSON.stringify(command));
    const expected = said(() => model.play(command));
    const actual = said(() => subject.play(command));
    story.push(`  ${actual}`);
    same('answer', expected, actual);
    this.tally?.add(command.call === 'prepare' ? `prepare ${command.kind}` : command.call, actual);
    if (this.tally !== undefined && command.call === 'begin') {
      this.tally.levelMost = Math.max(this.tally.levelMost, model.sessions[command.s]!.level);
    }
    if ('s' in command) this.#compareCurrency(command.s);
  }

  #compareCurrency(s: number): void {
    this.model.cursors[s]!.forEach((cursor, c) => {
      if (cursor === undefined) return;
      same(`currency of cursor ${s}.${c}`, this.model.currency(cursor), this.subject.currency(s, c));
    });
  }

  /** Every session's view, then that of all when the transactions have ended. */
  end(kind: 'commit' | 'rollback'): void {
    this.#compareViews();
    this.model.sessions.forEach((session, s) => {
      for (let c = 0; c < 3; c++) {
        if (this.model.cursors[s]![c]?.prepared !== undefined)
          this.act({ call: 'prepare', kind: 'cancel', s, c });
      }
      while (session.level > 0) {
        if (kind === 'commit') this.act({ call: 'commit', s, isLazy: false });
        else this.act({ call: 'rollback', s, all: true });
      }
    });
    this.#compareViews();
  }

  #compareViews(): void {
    this.model.sessions.forEach((session, s) => {
      for (const name of [undefined, 'byA', 'byU', 'byVer']) {
        same(`view of session ${s} by ${name}`, this.#expectedView(session, name), this.#actualView(s, name));
      }
    });
  }

  #expectedView(session: ModelSession, name: string | undefined): string {
    const { table } = this.model;
    const index = name === undefined ? undefined : table.index(name);
    return table
      .entries(session, index)
      .map(({ key, bookmark }) => `${key} ${printRow(table.row(session, bookmark)!)}`)
      .join('\n');
  }

  #actualView(s: number, name: string | undefined): string {
    const { subject } = this;
    const cursor = subject.open(subject.sessions[s]!);
    cursor.setCurrentIndex(name);
    const lines: string[] = [];
    for (let isOn = cursor.first(); isOn; isOn = cursor.next()) {
      lines.push(`${Buffer.from(cursor.retrieveKey()).toString('hex')} ${printRow(subject.row(cursor))}`);
    }
    cursor.close();
    return lines.join('\n');
  }

  /** The process ends; what was committed durably is there afterwards, and at most more of what was committed. */
  async crash(): Promise<void> {
    const { model } = this;
    const { clock, table } = model;
    const next = await this.subject.crash();
    const after = new Play(model, next, this.story, undefined);
    const actual = after.#actualView(0, undefined);
    const candidates: string[] = [];
    for (let stamp = clock.durable; stamp <= clock.now; stamp++) {
      const lines: string[] = [];
      for (const key of [...table.records.keys()].sort()) {
        const row = table.records.get(key)!.at(stamp);
        if (row !== undefined) lines.push(`${key} ${printRow(row)}`);
      }
      candidates.push(lines.join('\n'));
    }
    if (!candidates.includes(actual)) same('after the crash', candidates.at(-1)!, actual);
    next.endSessions();
    same('check after the crash', '', (await next.close()).join('\n'));
  }
}
