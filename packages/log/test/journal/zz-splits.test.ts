import { readdirSync } from 'node:fs';
import { join, basename } from 'node:path';
import { createNodeFileSystem } from '@esekit/core/node';
import { temporaryFolder } from '@esekit/testkit';
import { PageView, pageFlag } from '@esekit/pages';
import { it } from 'vitest';
import { decodeRecord, loadLogHeaderSync, parseLogFileName, walkSegmentLogSync } from '../../src/index';
import { readBeforeImage } from '../../src/recovery/redo/before-image';
import { engineArchives, filesBelow, unpackEngineArchive } from '../support/corpus-files';
import { chooseSplit, chooseSplitAlone } from '../../../btree/src/write/choose-split';
import { PageLines, separatorBefore } from '../../../btree/src/write/page-lines';
import { cbDensityFree, cbNode, cbPrefixOn, hasUsableRoom } from '../../../btree/src/write/node-size';

const fs = createNodeFileSystem();
it('compares', { timeout: 300000 }, () => {
  const folder = temporaryFolder();
  const counts = new Map<string, number>();
  const shown: string[] = [];
  const seen = new Set<string>();
  const count = (k: string) => counts.set(k, (counts.get(k) ?? 0) + 1);
  const newPages: number[] = [];
  for (const archive of engineArchives()) {
    const root = unpackEngineArchive(archive, folder);
    for (const path of filesBelow(root)) {
      const kind = parseLogFileName(basename(path))?.kind;
      if (kind !== 'current' && kind !== 'archived') continue;
      const file = fs.openSync(path, 'read');
      try {
        const header = loadLogHeaderSync(file).header;
        let macro: any[] = [];
        walkSegmentLogSync(file, header, { record: (r: any) => {
          const d: any = decodeRecord(r); 
          if (d.type === 'NewPage') newPages.push(d.fields.pgno);
          if (d.type === 'MacroBegin') macro = [];
          macro.push(d);
          if (d.type !== 'MacroCommit') return;
          const splits = macro.filter((m) => m.type === 'Split2').map((m) => m.fields);
          if (splits.length === 0) return;
          const id = basename(archive) + splits[0].dbtime + ':' + splits[0].dbid + ':' + splits.at(-1).pgno;
          if (seen.has(id)) return; seen.add(id);
          const withNew = splits.filter((s) => s.pgnoNew !== 0);
          if (withNew.length > 1) { const order = withNew.map((s) => newPages.lastIndexOf(s.pgnoNew)); count('alloc order ' + (order[0]! < order[1]! ? 'top first' : 'leaf first')); }
          const leafRec = macro[macro.length - 2];
          for (let i = splits.length - 1; i >= 0; i--) {
            const s = splits[i];
            if (s.pgnoNew === 0) continue;
            const isLast = i === splits.length - 1;
            const pageSize = header.cbPageSize ?? (header as any).pageSize ?? 4096;
            if (s.pageBeforeImage.length === 0) { count('noimage ' + s.splittype + ' ' + s.splitoper); continue; }
            const view = new PageView(new Uint8Array(pageSize));
            readBeforeImage({ bytes: s.pageBeforeImage, start: 0, cb: s.pageBeforeImage.length, flags: s.fSplit2Flags }, view, { pgno: s.pgno, dbtime: Number(s.dbtime) });
            const opName = ['none', 'insert', 'replace', 'flagInsertAndReplaceData'][s.splitoper]! as any;
            let op: any;
            if (s.splitoper) {
              if (isLast) op = { operation: opName, iline: s.ilineOper, key: leafRec.fields.key ?? new Uint8Array(0), data: leafRec.fields.data };
              else { const b = splits[i + 1]; op = { operation: 'insert', iline: s.ilineOper, key: b.keyParent, data: new Uint8Array(4) }; }
            }
            const label = `${view.hasFlag(pageFlag.leaf) ? 'leaf' : 'inner'} type ${s.splittype} oper ${s.splitoper}`;
            const lines = new PageLines(view, op, undefined);
            const leafAppend = splits.at(-1).splittype === 2;
            let bareUsed: any;
            const choice = op ? chooseSplit(lines, () => (bareUsed = new PageLines(view, undefined)), !isLast && leafAppend) : chooseSplitAlone(lines);
            const got = [['vertical', 'right', 'append'].indexOf(choice.kind), choice.isWithoutOperation ? 0 : s.splitoper, choice.ilineSplit, choice.ilinePrefixSplit, choice.ilinePrefixNew];
            const want = [s.splittype, s.splitoper, s.ilineSplit, s.ilinePrefixSplit, s.ilinePrefixNew];
            const same = got.join() === want.join();
            count(label + (same ? ' same' : got.slice(0,3).join() === want.slice(0,3).join() ? ' prefix differs' : ' DIFFERS'));
            if (!same && s.splitoper && got.slice(0,3).join() !== want.slice(0,3).join()) { const cum: number[] = []; let t = 0; for (let q = 0; q < lines.count; q++) { cum.push(t); t += lines.sizes[q]!; } const w = s.ilineSplit; shown.push(`total ${t} half ${t/2} cum ${[w-1,w,w+1,w+2].map((q) => cum[q])} sizeop ${lines.sizes[s.ilineOper]}`); } if (!same && shown.length < 300 && s.splitoper) shown.push(`${basename(archive)} ${label} clines ${s.clines} iline ${s.ilineOper} next ${view.pgnoNext} prev ${view.pgnoPrev} got ${got} want ${want} flags ${view.flags.toString(16)} unc ${view.cbUncommittedFree}`);
            if (got.slice(0,3).join() === want.slice(0,3).join()) {
              for (const [from, end, w] of [[0, s.ilineSplit, s.ilinePrefixSplit], [s.ilineSplit, lines.count, s.ilinePrefixNew]] as const) {
                if (w < 0 || end - from < 3) continue;
                const c: number[] = []; for (let q = from; q < end; q++) c.push(q === from ? 0 : Math.max(0, lines.common[q]! - 2));
                const sav = c.map((_, q) => { let t = -2; let m = 1e9; for (let z = q; z > 0 && c[z]! > 0; z--) t += (m = Math.min(m, c[z]!)); m = 1e9; for (let z = q + 1; z < c.length && c[z]! > 0; z++) t += (m = Math.min(m, c[z]!)); return t; });
                const best = Math.max(...sav); const ties = sav.map((v, q) => [v, q] as const).filter(([v]) => v === best).map(([, q]) => q);
                count(`pick saving ${sav[w] === best ? 'best' : 'worse'} pick ${w === ties[0] ? 'first' : w === ties.at(-1) ? 'last' : w === ties[1] ? 'second' : 'middle'} of ${ties.length > 1 ? 'many' : 'one'} zero ${ties[0] === 0}`);
                if (false && (sav[w] !== best || ties.length > 1) && c.length < 60) shown.push(`want ${w} ties ${ties} best ${best} len ${ties.map((q) => lines.key(from + q).length)} sizes ${ties.map((q) => lines.sizes[from + q])} c ${c.slice(0,8).join(' ')}`);
              }
            }
            if (s.splittype !== 0 && i > 0) {
              const l = choice.isWithoutOperation ? bareUsed ?? lines : lines;
              if (same) count(Buffer.compare(Buffer.from(separatorBefore(l, s.ilineSplit)), Buffer.from(s.keyParent)) === 0 ? 'separator same' : 'SEPARATOR DIFFERS');
            }
            if (isLast && op?.operation === 'insert' && s.splittype === 0) {
              const cb = cbNode(0, op.key.length, op.data.length);
              const physically = hasUsableRoom(view, cb);
              count(`vertical: room ${physically} within density ${hasUsableRoom(view, cb, cbDensityFree(view, 80))} behind all ${op.iline === view.clines} clines0 ${view.clines === 0}`);
            }
          }
        } }, { mayUseShadow: true });
      } catch (e) { count('error ' + (e as Error).message.slice(0, 80)); } finally { file.closeSync(); }
    }
  }
  console.log([...counts].sort().map(([k, v]) => `${v} ${k}`).join('\n'));
  console.log(shown.join('\n'));
});
