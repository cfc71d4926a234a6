import { images } from './images.ts';
import type { ErrorMessages } from '../messages.ts';

const TASKS: Readonly<Record<string, string>> = {
  binary: '二分类',
  multiclass: '多分类',
  multilabel: '多标签',
  regression: '回归',
  reconstruction: '重建样本',
  generation: '生成新样本',
};
const taskName = (task: string): string => TASKS[task] ?? task;

const TYPES: Readonly<Record<string, string>> = {
  number: '数值',
  integer: '整数',
  boolean: '布尔',
  category: '类别',
  datetime: '日期时间',
  text: '文本',
  identifier: '标识符',
};
const typeName = (type: string): string => TYPES[type] ?? type;

const PARTS: Readonly<Record<string, string>> = { train: '训练集', validation: '验证集', test: '测试集' };
const partName = (part: string): string => PARTS[part] ?? part;

const FAULTS: Readonly<Record<string, string>> = images.faults;

export const errors: ErrorMessages = {
  'file.empty': ({ fileName }) => ({ what: `“${fileName}”是空文件。`, next: '请另选文件，或从来源重新导出。' }),
  'file.unreadable': ({ fileName, reason }) => ({
    what: `无法读取“${fileName}”：${reason}`,
    next: '如果文件被移动或被其他程序占用，请重新选择；否则另存为 CSV 再试。',
  }),
  'file.noColumns': ({ fileName }) => ({
    what: `在“${fileName}”中没有找到列。`,
    next: '请检查分隔符和开头跳过的行数。',
  }),
  'file.noRows': ({ fileName, skippedRows }, f) => ({
    what:
      skippedRows === 0
        ? `“${fileName}”的表头下面没有数据行。`
        : `“${fileName}”的 ${f.integer(skippedRows)} 行都不符合导入选项，已全部略去。`,
    next: '请检查分隔符、表头、列类型以及对异常行的处理方式。',
  }),
  'file.notATable': ({ fileName }) => ({
    what: `“${fileName}”不是表格：含有文本中不会出现的字节，也不是 Excel（.xlsx）、Parquet 或 NumPy（.npy）。`,
    next: '请另存为 CSV、XLSX 或 Parquet；如果是压缩包，请先解压。',
  }),
  'file.otherFormat': ({ fileName, format }) => ({
    what: `“${fileName}”的内容是${{ HTML: '网页（HTML）', XML: ' XML', JSON: ' JSON' }[format]}，不是表格。`,
    next: '请另存为 CSV、XLSX 或 Parquet；如果是下载得到的，请检查网页是否要求先登录。',
  }),
  'file.tooManyColumns': ({ fileName, columns, limit }, f) => ({
    what: `“${fileName}”有 ${f.integer(columns)} 列，最多可导入 ${f.integer(limit)} 列。`,
    next: '请检查分隔符；如果确有这么多列，请去掉不需要的列，或将表格转置。',
  }),
  'file.columnsMissing': ({ fileName, columns, count }, f) => ({
    what: `“${fileName}”缺少模型需要的 ${f.integer(count)} 列：${columns}。`,
    next: '请按训练时的列名补上缺少的列，再重新选择文件。没有进行任何预测。',
  }),
  'file.badImage': ({ fileName, fault }) => ({
    what: `“${fileName}”不能作为图片使用：${FAULTS[fault] ?? fault}。`,
    next: '请选择其他图片：PNG、JPEG、WebP、AVIF、BMP、GIF 或 TIFF。',
  }),
  'codes.invalid': ({ fileName, reason }) => ({
    what: reason === 'notCodes' ? `“${fileName}”不是在这里压缩的文件。` : `“${fileName}”已损坏或不完整，无法还原。`,
    next: '请选择由本模型压缩、完整保存的 .codes 文件。',
  }),
  'codes.otherModel': ({ fileName, model, own }) => ({
    what: `“${fileName}”由模型“${model}”压缩，而这里是“${own}”：它的编码在此没有意义。`,
    next: '请在上方选择那个模型，或选择由本模型压缩的文件。',
  }),
  'codes.noRows': ({ fileName, row, column, reason }) => ({
    what: `“${fileName}”中没有可压缩的行。第 ${row} 行，列“${column}”：${reason}。`,
    next: '请选择列与训练数据相同、写法一致的文件。',
  }),
  'codes.resampled': () => ({
    what: '此模型会把序列重采样为均匀步距，无法由此还原文件中的各行。',
    next: '请使用未启用重采样训练的模型进行压缩。',
  }),
  'codes.noWindow': ({ fileName, rows, longest }, f) => ({
    what: `“${fileName}”中没有一段能填满 ${f.integer(rows)} 行的窗口：最长的一段（同一单元，时间无间隔，且各行可读）只有 ${f.integer(longest)} 行。`,
    next: '请选择更长的记录，或用更短的窗口训练。',
  }),
  'file.noImages': ({ files, example }, f) => ({
    what: `这 ${f.integer(files)} 个文件中没有可读取的图片${example ? `（例如“${example}”）` : ''}。`,
    next: '请选择 PNG、JPEG、WebP、AVIF、BMP、GIF 或 TIFF 文件、包含它们的文件夹，或 ZIP 压缩包。',
  }),
  'file.columnsDiffer': ({ fileName, first, column, isMissing }) => ({
    what: isMissing
      ? `“${fileName}”缺少“${first}”中的列“${column}”。`
      : `“${fileName}”多出一列“${column}”，“${first}”中没有。`,
    next: '各段记录的列必须相同。请修正该文件，或不要选它。',
  }),
  'file.noSteps': ({ fileName }) => ({
    what: `“${fileName}”中没有像 t0、t1、t2 … 这样按名称编号的数值列。`,
    next: '若每行是一段序列，请这样命名各步的列；否则按原样导入表格。',
  }),
  'file.sheetMissing': ({ fileName, sheet }) => ({
    what: `“${fileName}”中没有工作表“${sheet}”。`,
    next: '请选择其中的一个工作表。',
  }),
  'file.lineTooLong': ({ row, limitBytes }, f) => ({
    what: `第 ${f.integer(row)} 行超过 ${f.bytes(limitBytes)}，不可能是表格中的一行。`,
    next: '请确认文件是带换行的分隔文本。',
  }),
  'camera.unavailable': () => ({
    what: '此页面无法使用摄像头。',
    next: '请通过 https 或 localhost，在支持摄像头的浏览器中打开。',
  }),
  'camera.denied': () => ({
    what: '摄像头未获许可。',
    next: '请在浏览器的地址栏或设置中允许，然后重新启动摄像头。',
  }),
  'camera.none': () => ({ what: '未找到摄像头。', next: '请连接摄像头，然后重新启动。' }),
  'camera.busy': () => ({
    what: '无法读取摄像头：可能被其他程序占用。',
    next: '请关闭该程序，然后重新启动摄像头。',
  }),
  'camera.lost': () => ({
    what: '摄像头已断开：被拔出，或不再获得许可。',
    next: '已拍的图片仍保留。请连接摄像头，然后重新启动。',
  }),
  'camera.failed': ({ reason }) => ({
    what: `无法启动摄像头：${reason}`,
    next: '请重新启动摄像头，或选择另一个。',
  }),
  'images.noTarget': ({ row }, f) => ({
    what: `第 ${f.integer(row + 1)} 张图片没有要转换成的目标图片。`,
    next: '请排除没有目标的图片，或连同目标重新导入。',
  }),
  'file.encoding': ({ fileName, encoding, offsetBytes }, f) => ({
    what: `“${fileName}”在第 ${f.integer(offsetBytes)} 字节处不是有效的 ${encoding} 编码。`,
    next: '请在导入选项中换一种编码。',
  }),
  'data.columnMissing': ({ column }) => ({
    what: `数据中没有“${column}”这一列。`,
    next: '请另选一列，或导入包含该列的文件。',
  }),
  'data.noRows': ({ split }) => ({
    what: `${partName(split)}没有剩下任何行。`,
    next: '请增大它的比例，或减少因缺失值而丢弃的行。',
  }),
  'data.noPairs': () => ({
    what: '“图片到图片”需要成对的图片。',
    next: '请导入两个同名文件的文件夹，或左右两半拼成的图片；或在“数据”中另选任务。',
  }),
  'data.tilesUnlearnt': ({ task }) => ({
    what: `把图片切成小块不适用于${taskName(task)}：只有类别、标签和数值能由各块的结果合成。`,
    next: '请改为使用整张图片，或另选任务。',
  }),
  'data.tileClass': ({ name }) => ({
    what: `以“${name}”得分最高的小块为准，但它不在预测的结果之中。`,
    next: '请另选一个，或改为取所有小块的平均值。',
  }),
  'data.tooManyTiles': ({ tiles, most }, f) => ({
    what: `图片将被切成 ${f.integer(tiles)} 块，最多只能用 ${f.integer(most)} 块训练。`,
    next: '请增大小块、减少重叠，或减少导入的图片。',
  }),
  'data.targetMissing': () => ({ what: '还没有选定目标列。', next: '请在“数据”中选择要预测的列。' }),
  'data.notEnoughClasses': ({ column, classes }, f) => ({
    what: `“${column}”只有 ${f.integer(classes)} 个类别，至少要有两个才能区分。`,
    next: '请另选目标列，或使用该列有变化的数据。',
  }),
  'data.tooManyClasses': ({ column, classes }, f) => ({
    what: `“${column}”有 ${f.integer(classes)} 个不同的值，作为类别太多。`,
    next: '如果它是数量，请改用回归；也可以另选目标列，或在导入前合并取值。',
  }),
  'data.targetUnsuited': ({ column, type, task }) => ({
    what: `“${column}”的类型是${typeName(type)}，不适合${taskName(task)}。`,
    next: '请换一种任务或另选目标列。',
  }),
  'data.tooManyTargets': ({ task, targets }, f) => ({
    what: `选了 ${f.integer(targets)} 个目标列，而${taskName(task)}只能有一个。`,
    next: '请只保留一个目标列，或换一种支持多个目标的任务。',
  }),
  'data.imputationUnsuited': ({ column, type, imputation }) => ({
    what: `“${column}”（${typeName(type)}）的缺失值不能用“${imputation}”填补。`,
    next: '请为该列另选填补方式。',
  }),
  'data.splitFractions': () => ({ what: '训练、验证、测试三部分的比例之和不是 100%。', next: '请调整其中一项。' }),
  'data.splitWords': ({ column, words }) => ({
    what:
      words.length > 0
        ? `“${column}”无法说明各行属于哪一部分：其中还有${words.map((word) => `“${word}”`).join('、')}。`
        : `“${column}”无法说明各行属于哪一部分：它没有区分训练行与其他行。`,
    next: '请选择只含 train、validation、test（或训练、验证、测试）的类别列，或改用其他划分方式。',
  }),
  'data.timeUnsuited': ({ column, type }) => ({
    what: `“${column}”的类型是${typeName(type)}，无法按时间排序。`,
    next: '请选择日期或数值列来划分，或换一种划分方式。',
  }),
  'data.noFeatures': () => ({ what: '没有可用来预测的列。', next: '请至少把一列的角色设为“特征”。' }),
  'data.textFeature': ({ column }) => ({
    what: `“${column}”是自由文本，这种网络不能把它当作特征。`,
    next: '请忽略该列，或按类别导入。',
  }),
  'data.noWindows': ({ rows }, f) => ({
    what: `训练行中没有任何一处是同一单元的连续 ${f.integer(rows)} 行（中间没有时间间断）。`,
    next: '请缩短窗口或预测步数，允许更长的间断，或增大训练集比例。',
  }),
  'data.tooManySteps': ({ steps, limit }, f) => ({
    what: `重采样会产生至少 ${f.integer(steps)} 步；最多允许 ${f.integer(limit)} 步。`,
    next: '请增大步长，或减小“最长间断”。',
  }),
  'data.resampling': () => ({
    what: '重采样需要时间列和大于零的步长。',
    next: '请在“一个样本是什么？”中选择时间列并填写步长，或关闭重采样。',
  }),
  'data.windowSplit': () => ({
    what: '随机划分行之后，没有完整的时间段可以放下窗口。',
    next: '请按单元、按时间或按每个单元的时段划分。',
  }),
  'data.blocksWithoutWindows': () => ({
    what: '按每个单元的时段划分只适用于时间窗口。',
    next: '请换一种划分方式，或把样本设为时间窗口。',
  }),
  'data.sampleSize': ({ field }) => ({
    what: `样本的“${field}”不是有效范围内的整数。`,
    next: '请在“一个样本是什么”中填写另一个数。',
  }),
  'data.windowLabel': ({ label, task }) => ({
    what: `规则“${label}”不能为任务 ${task} 给出目标。`,
    next: '请换一种窗口标签规则，或换一种任务。',
  }),
  'data.notText': ({ column, type }) => ({
    what: `“${column}”的类型是${typeName(type)}，不是文本。`,
    next: '请选择文本列，或把该列按文本导入。',
  }),
  'backTest.needsTime': () => ({
    what: '回测从早到晚推进，而当前划分混合了早晚的行。',
    next: '请在“数据”页按时间或按区段划分，然后重新训练。',
  }),
  'backTest.tooShort': ({ origin, rows }, f) => ({
    what: `第 ${f.integer(origin)} 个起点没有自己的窗口：需要同一单元连续 ${f.integer(rows)} 行，且中间没有时间间断。`,
    next: '请减少起点数，或增大测试部分。',
  }),
  'data.missingValue': ({ column, row }, f) => ({
    what: `第 ${f.integer(row)} 行的“${column}”没有值。`,
    next: '请补上，或为该列选择缺失值的填补方式。',
  }),
  'data.columnWithoutValues': ({ column }) => ({
    what: `“${column}”在训练集的所有行中都没有值。`,
    next: '请忽略该列，或换一种训练集中有值的划分。',
  }),
  'data.unseenCategory': ({ column, value, row }, f) => ({
    what: `第 ${f.integer(row)} 行“${column}”的值“${value}”在训练集中从未出现。`,
    next: '请改正该值，或在数据准备中允许未见过的类别。',
  }),
  'data.invalidValue': ({ column, value, row, expected }, f) => ({
    what: `第 ${f.integer(row)} 行“${column}”的值“${value}”不符合要求，应为：${expected}。`,
    next: '请在文件中改正，或更改该列的类型。',
  }),
  'pipeline.invalid': ({ path, reason }) => ({
    what: `数据准备在 ${path} 处无效：${reason}`,
    next: '请打开“数据”重新设置。',
  }),
  'recipe.invalid': ({ path, reason }) => ({
    what: `方案在 ${path} 处无效：${reason}`,
    next: '请改正该处，或从自带的方案开始。',
  }),
  'recipe.tooNew': ({ version, supported }) => ({
    what: `该方案的版本是 ${version}，本页面最高支持版本 ${supported}。`,
    next: '请刷新页面以使用最新版 Lathe。',
  }),
  'storage.quota': ({ neededBytes, availableBytes }, f) => ({
    what: `需要 ${f.bytes(neededBytes)} 的浏览器存储空间，目前只剩 ${f.bytes(availableBytes)}。`,
    next: '请删除不再需要的项目，或腾出磁盘空间。原有内容没有丢失。',
  }),
  'storage.blocked': () => ({
    what: '另一个标签页中的旧版 Lathe 阻止了存储升级。',
    next: '请关闭其他 Lathe 标签页，然后刷新本页。',
  }),
  'storage.closed': () => ({
    what: '浏览器关闭了本站的存储。',
    next: '请刷新页面。如果本站数据已被清除，则无法找回。',
  }),
  'storage.notFound': ({ kind, id }) => ({
    what: `此浏览器中没有编号为 ${id} 的记录（${kind}）。`,
    next: '它可能已在另一个标签页中被删除。',
  }),
  'storage.failed': ({ reason }) => ({
    what: `浏览器存储报告：${reason}`,
    next: '请刷新页面。隐私窗口中存储功能可能被关闭。',
  }),
  'engine.noBackend': ({ tried }) => ({
    what: `本机没有可用的计算引擎（已尝试：${tried}）。`,
    next: '请使用新版 Chrome、Edge、Firefox 或 Safari，并更新显卡驱动。',
  }),
  'engine.deviceLost': ({ reason }) => ({
    what: `显卡连接中断：${reason}`,
    next: '请继续训练，它会从最近的检查点接着进行。',
  }),
  'engine.outOfMemory': ({ neededBytes, availableBytes }, f) => ({
    what: `训练此网络需要 ${f.bytes(neededBytes)} 内存，可用的只有 ${f.bytes(availableBytes)}。`,
    next: '请减小批大小，或减少最大一层的单元数。',
  }),
  'engine.diverged': ({ epoch, step, loss }, f) => ({
    what: `训练在第 ${f.integer(epoch)} 轮第 ${f.integer(step)} 步发散，损失变为 ${loss}。已保留最好的权重。`,
    next: '请降低学习率、裁剪梯度，或对特征做缩放。',
  }),
  'engine.failed': ({ reason }) => ({
    what: `计算引擎出错：${reason}`,
    next: '请继续训练，或在“训练”中换一种引擎。',
  }),
  'run.busyElsewhere': () => ({ what: '此训练正在另一个标签页中进行。', next: '请等它结束，或在那里停止。' }),
  'run.noModel': () => ({ what: '此训练还没有产生模型。', next: '请至少训练一轮。' }),
  'worker.dead': ({ worker, reason }) => ({
    what: `后台线程（${worker}）已终止：${reason}`,
    next: '请重试，它会重新启动。如果是内存不足，请先关闭其他标签页。',
  }),
  'worker.unknownRequest': ({ kind }) => ({
    what: `后台线程不认识请求“${kind}”。`,
    next: '请刷新页面：页面各部分的版本不一致。',
  }),
};
