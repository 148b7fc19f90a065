import { createMemoryFileSystem } from '@esekit/core';
import { seededRandom, seedForRun } from '@esekit/testkit';
import { beforeAll, describe, expect, test } from 'vitest';
import { portableDigests, verifySet, type SetVerification } from '../src';
import { nodeDigests } from '../src/node';
import { extended, withBitFlipped, withPageForged, withPageSpoiled } from './support/damage';
import { pageSize, sampleParts, type Contents } from './support/sample';
import { failureOf, sampleFile, Scene } from './support/scene';
import { forged, manifestOf, type ManifestJson } from './support/forged-manifest';

/** What a verification finds in a set that something happened to. */

const beyondPage = 255;
const longDatabase = withPageSpoiled(extended(sampleFile('a.edb'), 2 * pageSize), beyondPage + 1);
let made: Contents;

beforeAll(async () => {
  const scene = new Scene({ 'a.edb': longDatabase });
  await scene.backup();
  made = scene.contents('set')!;
});

/** A set of its own for each test. */
function setScene(): Scene {
  const scene = new Scene();
  scene.put('set', made);
  return scene;
}

async function findings(scene: Scene): Promise<SetVerification> {
  const found = await scene.verify();
  if (found.type !== 'backupSet') throw new Error('it is not taken for a set');
  return found;
}

test('the set is good to begin with', async () => {
  expect(await findings(setScene())).toMatchObject({
    ok: true,
    problems: [],
    extra: [],
    chain: { ok: true },
  });
});

describe.each(sampleParts)('%s', (name) => {
  test('missing', async () => {
    const scene = setScene();
    scene.remove(`set/${name}`);
    expect(await findings(scene)).toMatchObject({
      ok: false,
      problems: [{ name, error: 'JET_errFileNotFound' }],
    });
  });

  test('a folder in its place', async () => {
    const scene = setScene();
    scene.remove(`set/${name}`);
    scene.disk.createDirectorySync(`set/${name}`);
    expect(await findings(scene)).toMatchObject({
      ok: false,
      problems: [{ name, error: 'JET_errFileNotFound' }],
    });
  });

  test.each([1, 511, 4096])('cut by %i bytes', async (less) => {
    const scene = setScene();
    scene.change(`set/${name}`, (bytes) => bytes.slice(0, -less));
    const found = await findings(scene);
    expect(found.ok).toBe(false);
    expect(found.problems).toContainEqual(expect.objectContaining({ name, error: 'JET_errInvalidBackup' }));
  });

  test.each([1, 4096])('longer by %i bytes', async (more) => {
    const scene = setScene();
    scene.change(`set/${name}`, (bytes) => extended(bytes, more));
    const found = await findings(scene);
    expect(found.ok).toBe(false);
    expect(found.problems).toContainEqual(expect.objectContaining({ name, error: 'JET_errInvalidBackup' }));
  });

  test('empty', async () => {
    const scene = setScene();
    scene.write(`set/${name}`, new Uint8Array(0));
    expect((await findings(scene)).problems).toContainEqual(expect.objectContaining({ name }));
  });

  test('one bit wrong, anywhere', async () => {
    const random = seededRandom(seedForRun(`wrong bits of ${name}`));
    for (let round = 0; round < 20; round++) {
      const scene = setScene();
      const offset = random.below(made.get(name)!.length);
      scene.change(`set/${name}`, (bytes) => withBitFlipped(bytes, offset, random.below(8)));
      const found = await findings(scene);
      expect(found.ok, `byte ${offset}`).toBe(false);
      expect(found.problems, `byte ${offset}`).toContainEqual(expect.objectContaining({ name }));
    }
  });
});

describe('one bit of the database', () => {
  const places = [
    { where: 'the primary header', offset: 700 },
    { where: 'the unused end of the primary header', offset: 4095 },
    { where: 'the shadow header', offset: 4096 + 700 },
    { where: 'a page', offset: 3 * pageSize + 99 },
    { where: 'a blank page', offset: 200 * pageSize },
    { where: 'a good page beyond the owned range', offset: 256 * pageSize + 5 },
    { where: 'a bad page beyond the owned range', offset: 257 * pageSize + 5 },
  ];
  test.each(places)('in $where', async ({ offset }) => {
    const scene = setScene();
    scene.change('set/a.edb', (bytes) => withBitFlipped(bytes, offset, 2));
    const found = await findings(scene);
    expect(found.ok).toBe(false);
    expect(found.problems).toContainEqual(
      expect.objectContaining({ name: 'a.edb', error: 'JET_errInvalidBackup' }),
    );
  });
});

test('a page that was changed on purpose, checksum included, is found by the digest', async () => {
  const scene = setScene();
  scene.change('set/a.edb', (bytes) => withPageForged(bytes, 5));
  const found = await findings(scene);
  expect(found.files[0]).toMatchObject({ ok: true });
  expect(found).toMatchObject({ ok: false, problems: [{ name: 'a.edb', error: 'JET_errInvalidBackup' }] });
});

test('files of two sets are not taken for one', async () => {
  const other = new Scene({ 'a.edb': withPageForged(sampleFile('a.edb'), 5) });
  await other.backup();
  const scene = setScene();
  scene.write('set/a.edb', other.read('set/a.edb'));
  expect((await findings(scene)).ok).toBe(false);
  scene.write('set/a.edb', made.get('a.edb')!);
  scene.write('set/esekit-backup.json', other.read('set/esekit-backup.json'));
  expect((await findings(scene)).ok).toBe(false);
});

test('files that the manifest does not list are told of', async () => {
  const scene = setScene();
  scene.write('set/notes.txt', Uint8Array.of(1));
  scene.disk.createDirectorySync('set/more');
  expect(await findings(scene)).toMatchObject({ ok: true, extra: ['more', 'notes.txt'] });
});

describe('the manifest', () => {
  test('one bit wrong in any byte of it is noticed', async () => {
    const random = seededRandom(seedForRun('wrong bits of a manifest'));
    const scene = setScene();
    // Small files, so that every byte has its turn: what they say is compared with the manifest all the same.
    for (const name of sampleParts) scene.remove(`set/${name}`);
    const manifest = made.get('esekit-backup.json')!;
    const untouched = (await findings(scene)).problems.length;
    for (let offset = 0; offset < manifest.length; offset++) {
      scene.write('set/esekit-backup.json', withBitFlipped(manifest, offset, random.below(8)));
      const found = await findings(scene);
      expect(found.manifest, `byte ${offset}`).toBeNull();
      expect(found, `byte ${offset}`).toMatchObject({
        ok: false,
        problems: [{ name: 'esekit-backup.json' }],
      });
    }
    expect(untouched).toBe(sampleParts.length);
  });

  test('cut off anywhere is noticed', async () => {
    const scene = setScene();
    const manifest = made.get('esekit-backup.json')!;
    // The line break at the end is no part of the JSON.
    for (let length = 0; length < manifest.length - 1; length += 7) {
      scene.write('set/esekit-backup.json', manifest.slice(0, length));
      expect((await findings(scene)).manifest).toBeNull();
    }
  });

  const refused: { what: string; change: (manifest: ManifestJson) => ManifestJson; says: RegExp }[] = [
    { what: 'of a newer version', change: (m) => ({ ...m, version: 2 }), says: /version 2/ },
    { what: 'of another format', change: (m) => ({ ...m, format: 'zip' }), says: /no backup manifest/ },
    { what: 'of another kind', change: (m) => ({ ...m, kind: 'incremental' }), says: /incremental/ },
    { what: 'with an unknown digest', change: (m) => ({ ...m, digest: 'md5' }), says: /digest/ },
    { what: 'without files', change: (m) => ({ ...m, files: undefined }), says: /files/ },
    { what: 'without a database', change: (m) => ({ ...m, files: m.files!.slice(1) }), says: /no database/ },
    { what: 'that is empty', change: (m) => ({ ...m, files: [] }), says: /no database/ },
    { what: 'without completeness', change: (m) => ({ ...m, complete: undefined }), says: /complete/ },
    { what: 'with a negative size', change: (m) => withFile(m, { bytes: -1 }), says: /malformed/ },
    { what: 'with half a byte', change: (m) => withFile(m, { bytes: 0.5 }), says: /malformed/ },
    { what: 'with a size as text', change: (m) => withFile(m, { bytes: '5' }), says: /malformed/ },
    { what: 'with an unknown type', change: (m) => withFile(m, { type: 'patch' }), says: /malformed/ },
  ];
  test.each(refused)('$what is refused', async ({ change, says }) => {
    const scene = setScene();
    scene.write('set/esekit-backup.json', await forged(change(manifestOf(made))));
    const { ok, manifest, problems } = await findings(scene);
    expect({ ok, manifest }).toEqual({ ok: false, manifest: null });
    expect(problems).toMatchObject([
      { error: 'JET_errInvalidBackup', text: expect.stringMatching(says) as string },
    ]);
  });

  const names = [
    '../x',
    'a/b',
    'a\\b',
    'C:x',
    '.',
    '..',
    '',
    'a\0b',
    'a\nb',
    'x'.repeat(256),
    'ä'.repeat(128),
    'con',
    'NUL.edb',
    'a.edb.',
    'a.edb ',
    'a*',
    'A.EDB',
    'esekit-backup.json',
    'ESEKIT-BACKUP.JSON',
    'esekit-backup.json.new',
    'esekit-restore.incomplete',
  ];
  test.each(names)('with a file named %j is refused', async (name) => {
    const scene = setScene();
    const manifest = manifestOf(made);
    const more = { ...manifest.files![0]!, name };
    scene.write('set/esekit-backup.json', await forged({ ...manifest, files: [...manifest.files!, more] }));
    const { ok, manifest: read, problems } = await findings(scene);
    expect({ ok, read }).toEqual({ ok: false, read: null });
    expect(problems).toMatchObject([{ error: 'JET_errInvalidBackup' }]);
  });

  test('names that only differ in how an accent is written are refused', async () => {
    const scene = setScene();
    const manifest = manifestOf(made);
    const files = ['\u00e9.edb', 'e\u0301.edb'].map((name) => ({ ...manifest.files![0]!, name }));
    scene.write('set/esekit-backup.json', await forged({ ...manifest, files }));
    expect((await findings(scene)).manifest).toBeNull();
  });

  test('forged with care is the manifest', async () => {
    const scene = setScene();
    scene.write('set/esekit-backup.json', await forged({ ...manifestOf(made), tool: 'other' }));
    expect(await findings(scene)).toMatchObject({ ok: true, manifest: { tool: 'other' } });
  });

  test('of a backup that did not finish is told of', async () => {
    const scene = setScene();
    scene.write('set/esekit-backup.json', await forged({ ...manifestOf(made), complete: false }));
    const { ok, problems } = await findings(scene);
    expect(ok).toBe(false);
    expect(problems).toMatchObject([{ error: 'JET_errInvalidBackup', text: 'the backup did not finish' }]);
  });

  test.each(['', 'null', '[]', '1', '{}', '{"format":"esekit-backup"', '\uFEFF{}', '\xff'])(
    '%j is no manifest',
    async (text) => {
      const scene = setScene();
      scene.write('set/esekit-backup.json', Buffer.from(text, 'latin1'));
      expect(await findings(scene)).toMatchObject({ ok: false, manifest: null });
    },
  );

  test('too large to be one is not read', async () => {
    const scene = setScene();
    const file = scene.disk.openSync('set/esekit-backup.json', 'readWrite');
    file.truncateSync(64 * 1024 * 1024 + 1);
    file.closeSync();
    const { ok, problems } = await findings(scene);
    expect(ok).toBe(false);
    expect(problems[0]!.text).toMatch(/too many/);
  });

  test.each(['[', '{"a":'])('nested without end (%s) is no manifest', async (open) => {
    const scene = setScene();
    const close = open === '[' ? ']' : '}';
    const nested = `${open.repeat(200_000)}1${close.repeat(200_000)}`;
    const text = `{"format":"esekit-backup","version":1,"files":${nested},"self":"0"}`;
    scene.write('set/esekit-backup.json', new TextEncoder().encode(text));
    expect(await findings(scene)).toMatchObject({ ok: false, manifest: null });
  });

  test('missing makes it a plain folder for verifyFolder, and no set for verifySet', async () => {
    const scene = setScene();
    scene.remove('set/esekit-backup.json');
    expect(await scene.verify()).toMatchObject({ type: 'folder', ok: true });
    const found = await verifySet(scene.disk, 'set', await portableDigests());
    expect(found).toMatchObject({ ok: false, manifest: null, problems: [{ error: 'JET_errInvalidBackup' }] });
  });
});

test('a digest that is not available here is a failure of the reader, not damage', async () => {
  const scene = new Scene();
  await scene.backup({ digest: 'sha256' });
  const error = await failureOf(verifySet(scene.disk, 'set', await portableDigests()));
  expect(error.name).toBe('JET_errFeatureNotAvailable');
});

test('a folder that is not there is a failure', async () => {
  const error = await failureOf(verifySet(createMemoryFileSystem(), 'absent', await nodeDigests()));
  expect(error.name).toBe('JET_errInvalidPath');
});

function withFile(manifest: ManifestJson, change: Record<string, unknown>): ManifestJson {
  return { ...manifest, files: manifest.files!.map((file, i) => (i === 0 ? { ...file, ...change } : file)) };
}
