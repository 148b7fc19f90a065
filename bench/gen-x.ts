import { writeTableDatabase } from './src/bulk/write-table-database';
const [out='', rows='1000', ix=''] = process.argv.slice(2);
const t=performance.now(); writeTableDatabase(out, '/tmp/samp/a.edb', { rows: Number(rows), pageSize: 8192, hasSecondaryIndex: ix==='ix' }); console.log(((performance.now()-t)/1000).toFixed(1),'s');
