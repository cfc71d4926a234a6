import { createRandom, type Random } from '../../shared/random.ts';
import type { Table } from '../dataset/table.ts';
import { coded } from './sampleColumns.ts';

const ROWS = 1600;

interface Cause {
  readonly name: string;
  readonly en: readonly string[];
  readonly zh: readonly string[];
}

/** What people write of each cause; some sentences could be of another. */
const CAUSES: readonly Cause[] = [
  {
    name: 'bearing',
    en: [
      'bearing noisy at full speed',
      'grinding noise from the drive end',
      'shaft has play, bearing replaced',
      'vibration rising since last week',
      'bearing runs hot, regreased',
    ],
    zh: [
      '轴承高速时有异响',
      '驱动端有摩擦声',
      '轴有间隙，已更换轴承',
      '振动自上周起逐渐增大',
      '轴承发热，已补充润滑脂',
    ],
  },
  {
    name: 'seal leak',
    en: [
      'oil under the pump',
      'seal leaking, drops every minute',
      'gasket replaced, still damp',
      'level falls overnight',
      'hydraulic oil on the floor',
    ],
    zh: ['泵下方有油迹', '密封处渗漏，每分钟几滴', '更换垫片后仍有潮湿', '液位一夜之间下降', '地面有液压油'],
  },
  {
    name: 'electrical',
    en: [
      'fuse blown again',
      'motor trips after ten minutes',
      'loose terminal in the cabinet',
      'drive shows overcurrent',
      'phase missing at start',
    ],
    zh: ['保险丝再次熔断', '电机运行十分钟后跳闸', '电柜内端子松动', '变频器报过流', '启动时缺相'],
  },
  {
    name: 'sensor',
    en: [
      'reading jumps to zero',
      'temperature signal frozen',
      'probe recalibrated',
      'level switch does not answer',
      'value drifts, sensor cleaned',
    ],
    zh: ['读数突然归零', '温度信号不变化', '探头已重新标定', '液位开关无反应', '数值漂移，已清洁传感器'],
  },
  {
    name: 'wear part',
    en: [
      'belt slipping under load',
      'knife blunt, edges torn',
      'brush worn to the mark',
      'chain stretched, tightened',
      'filter clogged and changed',
    ],
    zh: ['皮带带载时打滑', '刀片变钝，切边撕裂', '碳刷磨损到标记线', '链条拉长，已张紧', '滤芯堵塞，已更换'],
  },
];
const PLACES_EN = ['line 2', 'press 4', 'pump P-101', 'conveyor', 'packing', 'mixer', 'furnace fan'];
const PLACES_ZH = ['2 号线', '4 号压机', '泵 P-101', '输送带', '包装段', '搅拌机', '炉用风机'];
const ENDS_EN = ['', 'will check tomorrow', 'running again', 'reported by night shift', 'spare part ordered'];
const ENDS_ZH = ['', '明天再检查', '已恢复运行', '夜班报告', '已订备件'];

/**
 * The shift book of a plant that never was: notes as people write them, half in English, half in Chinese, and what was the cause.
 * Places and endings say nothing of it; one note in 40 is filed under the wrong cause.
 */
export function makeMaintenanceNotes(seed: number): Table {
  const random = createRandom(seed);
  const notes: string[] = [];
  const causes = new Int32Array(ROWS);
  for (let row = 0; row < ROWS; row++) {
    const index = random.below(CAUSES.length);
    const cause = CAUSES[index];
    const isChinese = random.uniform() < 0.5;
    notes.push(
      isChinese
        ? writeNote(random, PLACES_ZH, cause?.zh ?? [], ENDS_ZH, '，', '。')
        : writeNote(random, PLACES_EN, cause?.en ?? [], ENDS_EN, ', ', '.'),
    );
    causes[row] = random.uniform() < 0.025 ? random.below(CAUSES.length) : index;
  }
  return {
    rowCount: ROWS,
    columns: [
      { name: 'note', type: 'text', data: { kind: 'text', values: notes } },
      coded(
        'cause',
        'category',
        CAUSES.map(({ name }) => name),
        causes,
      ),
    ],
  };
}

/** Place and finding, or two findings of the cause, and perhaps an ending. */
function writeNote(
  random: Random,
  places: readonly string[],
  findings: readonly string[],
  ends: readonly string[],
  comma: string,
  stop: string,
): string {
  const pick = (words: readonly string[]): string => words[random.below(words.length)] ?? '';
  const parts = [pick(places), pick(findings)];
  if (random.uniform() < 0.25) parts.push(pick(findings));
  const end = pick(ends);
  if (end) parts.push(end);
  return parts.join(comma) + stop;
}
