import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { corpus, describeCorpus } from '@esekit/testkit';
import { expect, test } from 'vitest';
import { ScenarioPlayer, type TraceLine } from './scenario-player';

/**
 * The engine's own answers where sessions meet on rows: return codes, what scans and reads saw, old values of
 * escrow columns. What the map has no notion of is passed over and not counted.
 */

/** Lines compared at least: fewer would mean that the player has lost the thread. */
const scenarios = {
  'F-01-write-conflict': 40,
  'F-02-insert-conflict': 32,
  'F-03-escrow-concurrency': 42,
  'F-17-snapshot-reads': 45,
  'F-18-nested-transactions': 48,
  'F-42-wide-version-store': 150,
  'F-45-delete-and-reinsert': 38,
  'F-48-insert-over-invisible': 52,
  'F-49-locks': 52,
};

/** Columns of a recorded row that the map has. */
function known(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([column]) => ['id', 'v', 't', 'n'].includes(column)));
}

/** The parts of a recorded result that can be compared with what the player returned. */
function check(line: TraceLine, played: { rc: number; out?: unknown }): void {
  expect(played.rc).toBe(line.rc);
  if (line.rc !== 0 || played.out === undefined) return;
  const { e, n, old, v } = line.out!;
  if (line.cmd === 'scan') {
    const rows = played.out as Record<string, unknown>[];
    expect(rows.length).toBe(n);
    e!.forEach(([, , row], i) => {
      if (row !== undefined) expect(rows[i]).toMatchObject(known(row));
    });
  } else if (line.cmd === 'get') {
    const row = played.out as Record<string, unknown>;
    for (const { c, v: value } of v!) expect(row[c]).toBe(value);
  } else expect(played.out).toEqual({ old });
}

describeCorpus('recorded scenarios', () => {
  const runs = Object.entries(scenarios).flatMap(([name, least]) => [
    { name, least, steps: 0 },
    { name, least, steps: 100 },
  ]);

  test.each(runs)('$name, with $steps steps of clean-up after each line', ({ name, least, steps }) => {
    const script = readFileSync(corpus.path('scenarios', name, 'script.esd'), 'utf8').split('\n');
    const trace = gunzipSync(readFileSync(corpus.path('scenarios', name, 'trace.jsonl.gz'))).toString('utf8');
    const player = new ScenarioPlayer();
    let compared = 0;
    for (const text of trace.trim().split('\n')) {
      const line = JSON.parse(text) as TraceLine;
      if (line.cmd === 'crash') break;
      if (line.rc === null) continue;
      const command = script[line.line - 1]!.trim();
      const played = player.play(command.split(/\s+/));
      player.map.transactions.cleanUp(steps);
      if (played === undefined) continue;
      try {
        check(line, played);
      } catch (cause) {
        throw new Error(`line ${line.line}, ${command}: ${JSON.stringify(played)} for ${text}`, { cause });
      }
      compared++;
    }
    console.log(`${name}: ${compared} lines compared`);
    expect(compared).toBeGreaterThanOrEqual(least);
  });
});
