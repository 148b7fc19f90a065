import { parseArgs } from 'node:util';
import { plantedBugs, type PlantedBug } from './disk/planted-bugs';
import { runSlice } from './campaign';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    count: { type: 'string', default: '100' },
    processes: { type: 'string', default: '1' },
    plant: { type: 'string' },
    figures: { type: 'boolean', default: false },
  },
});

const bug = values.plant as PlantedBug | undefined;
if (bug !== undefined && !plantedBugs.includes(bug)) {
  console.error(`--plant is one of ${plantedBugs.join(', ')}`);
  process.exit(2);
}
const isOne = values.seed !== undefined;
process.exitCode = await runSlice({
  from: Number(isOne ? values.seed : values.from),
  count: isOne ? 1 : Number(values.count),
  processes: isOne ? 1 : Number(values.processes),
  bug,
  tells: isOne,
  figuresOnly: values.figures,
});
